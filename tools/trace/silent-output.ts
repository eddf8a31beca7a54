/** An audio output without a device: takes a player's samples in real time, so that the player plays, and reports it. */

export interface SilentOutputDeps {
  readonly player: { read(out: Float32Array, soundsAtMs: number): void; readonly waitingMs: number };
  /** Monotonic ms. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<unknown>;
}

/** 20 ms at 16 kHz. */
const BLOCK_MS = 20;
const BLOCK_SAMPLES = 320;

export class SilentOutput {
  readonly #deps: SilentOutputDeps;
  #isStopped = false;
  /** When something waited last. */
  #busyAt: number;

  constructor(deps: SilentOutputDeps) {
    this.#deps = deps;
    this.#busyAt = deps.now();
  }

  /** Plays until it is stopped. */
  async play(): Promise<void> {
    const { now, player, sleep } = this.#deps;
    const block = new Float32Array(BLOCK_SAMPLES);
    for (let at = now(); !this.#isStopped; at += BLOCK_MS) {
      if (player.waitingMs > 0) this.#busyAt = now();
      player.read(block, at);
      await sleep(Math.max(0, at + BLOCK_MS - now()));
    }
  }

  /** Resolves when nothing has waited for `quietMs`, or after `atMostMs`. */
  async quiet(quietMs: number, atMostMs: number): Promise<void> {
    const { now, sleep } = this.#deps;
    const from = now();
    while (now() - Math.max(from, this.#busyAt) < quietMs && now() - from < atMostMs) await sleep(BLOCK_MS);
  }

  stop(): void {
    this.#isStopped = true;
  }
}
