/** Decides whether the speaker's audio is audible: compares the level of 100 ms, every 20 ms, with a threshold. */
import { msToSamples, toSamples } from './pcm.ts';

/** RMS level above which 100 ms are audible, dBFS (for the message audioSilent). A quiet room is below it. */
export const AUDIBLE_DBFS = -50;
const WINDOW_MS = 100;
const STEP_MS = 20;

const STEP_SAMPLES = msToSamples(STEP_MS);
const STEPS = WINDOW_MS / STEP_MS;
/** Sum of squares of the int16 samples of a window with exactly that level. */
const AUDIBLE_ENERGY = (32_768 * 10 ** (AUDIBLE_DBFS / 20)) ** 2 * msToSamples(WINDOW_MS);

/** Takes chunks of any size. Keeps the energies of 100 ms, and no audio. */
export class SoundMeter {
  /** The energies of the last five steps of 20 ms: a circular buffer. */
  readonly #steps = new Float64Array(STEPS);
  #at = 0;
  /** Energy of the step that is being filled. */
  #energy = 0;
  #filled = 0;

  /**
   * @param pcm 16-bit little-endian mono samples at 16 kHz, before the speaker's volume is applied.
   * @returns whether any window of 100 ms that ended in this chunk was above {@link AUDIBLE_DBFS}.
   */
  accept(pcm: Uint8Array): boolean {
    let isAudible = false;
    const samples = toSamples(pcm);
    for (let i = 0; i < samples.length; i += 1) {
      const sample = samples[i] as number;
      this.#energy += sample * sample;
      this.#filled += 1;
      if (this.#filled < STEP_SAMPLES) continue;
      this.#steps[this.#at] = this.#energy;
      this.#at = (this.#at + 1) % STEPS;
      this.#energy = 0;
      this.#filled = 0;
      isAudible ||= this.#sum() > AUDIBLE_ENERGY;
    }
    return isAudible;
  }

  /** Forgets the audio so far: the next chunk does not continue it. */
  reset(): void {
    this.#steps.fill(0);
    this.#energy = 0;
    this.#filled = 0;
  }

  #sum(): number {
    let sum = 0;
    for (const energy of this.#steps) sum += energy;
    return sum;
  }
}
