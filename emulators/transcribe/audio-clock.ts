/** Counts a stream's audio and calls back at each tick of it, for recognisers that do not listen. Times nothing else. */

/** How often a recogniser that plays one speaks: partials every 200 ms of audio, finals as exactly. */
const TICK_MS = 200;

export class AudioClock {
  readonly #bytesPerMs: number;
  readonly #tick: (nowMs: number) => void;
  #bytes = 0;
  #ticks = 0;

  /** @param tick is given the audio's age, a whole number of ticks, once it has passed. */
  constructor(sampleRateHz: number, tick: (nowMs: number) => void) {
    this.#bytesPerMs = (sampleRateHz * 2) / 1000;
    this.#tick = tick;
  }

  get nowMs(): number {
    return this.#bytes / this.#bytesPerMs;
  }

  /** This many bytes of 16-bit audio have passed. */
  advance(bytes: number): void {
    this.#bytes += bytes;
    while (this.nowMs >= (this.#ticks + 1) * TICK_MS) this.#tick(++this.#ticks * TICK_MS);
  }
}
