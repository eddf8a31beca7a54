/** Decides whether the speaker's audio is audible: compares the level of 100 ms, every 20 ms, with a threshold. */
import { msToSamples } from './pcm.ts';
import { SampleReader } from './sample-reader.ts';

/** RMS level above which 100 ms are audible, dBFS (for the message audioSilent). A quiet room is below it. */
export const AUDIBLE_DBFS = -50;
const WINDOW_MS = 100;
const STEP_MS = 20;

const STEP_SAMPLES = msToSamples(STEP_MS);
const STEPS = WINDOW_MS / STEP_MS;
/** Sum of squares of the int16 samples of a window with exactly that level. */
const AUDIBLE_ENERGY = (32_768 * 10 ** (AUDIBLE_DBFS / 20)) ** 2 * msToSamples(WINDOW_MS);

/** Shared by all sessions. */
const reader = new SampleReader();

/** Takes chunks of any size. Keeps the energies of 100 ms, and no audio. Allocates nothing. */
export class SoundMeter {
  /** The energies of the last five steps of 20 ms, a circular buffer. The one at `#at` is being filled. */
  readonly #steps = new Float64Array(STEPS);
  #at = 0;
  #filled = 0;

  /**
   * @param pcm 16-bit little-endian mono samples at 16 kHz, before the speaker's volume is applied.
   * @returns whether any window of 100 ms that ended in this chunk was above {@link AUDIBLE_DBFS}.
   */
  accept(pcm: Uint8Array): boolean {
    let isAudible = false;
    const length = reader.read(pcm);
    for (let from = 0; from < length; ) {
      const to = Math.min(length, from + STEP_SAMPLES - this.#filled);
      this.#fill(reader.samples, from, to);
      this.#filled += to - from;
      from = to;
      if (this.#filled < STEP_SAMPLES) continue;
      isAudible ||= this.#isAudible();
      this.#at = (this.#at + 1) % STEPS;
      this.#steps[this.#at] = 0;
      this.#filled = 0;
    }
    return isAudible;
  }

  /** Forgets the audio so far: the next chunk does not continue it. */
  reset(): void {
    this.#steps.fill(0);
    this.#filled = 0;
  }

  /** Adds the energy of samples to the step that is being filled: two sums, as the processor adds both at the same time. */
  #fill(samples: Int16Array, from: number, to: number): void {
    let even = 0;
    let odd = 0;
    let i = from;
    for (; i + 1 < to; i += 2) {
      const a = samples[i] as number;
      const b = samples[i + 1] as number;
      even += a * a;
      odd += b * b;
    }
    const last = i < to ? (samples[i] as number) : 0;
    this.#steps[this.#at] = (this.#steps[this.#at] as number) + even + odd + last * last;
  }

  #isAudible(): boolean {
    let sum = 0;
    for (let i = 0; i < STEPS; i++) sum += this.#steps[i] as number;
    return sum > AUDIBLE_ENERGY;
  }
}
