/** Counts a stream's audio and calls back at each tick of it. For recognisers that do not decode audio. */

/** Each tick gives partials, and finals that are due. */
const TICK_MS = 200;

export class AudioClock {
  readonly #bytesPerMs: number;
  readonly #tick: (nowMs: number) => void;
  readonly #tickMs: number;
  #bytes = 0;
  #ticks = 0;

  /** @param tick called with the audio's length so far, ms, a multiple of the tick. @param tickMs default 200. */
  constructor(sampleRateHz: number, tick: (nowMs: number) => void, tickMs = TICK_MS) {
    this.#tickMs = tickMs;
    this.#bytesPerMs = (sampleRateHz * 2) / 1000;
    this.#tick = tick;
  }

  get nowMs(): number {
    return this.#bytes / this.#bytesPerMs;
  }

  /** @param bytes of 16-bit audio that have arrived. */
  advance(bytes: number): void {
    this.#bytes += bytes;
    while (this.nowMs >= (this.#ticks + 1) * this.#tickMs) this.#tick(++this.#ticks * this.#tickMs);
  }
}
