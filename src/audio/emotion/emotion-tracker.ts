/**
 * Measures how a speaker has spoken in the last seconds. Never throws: failures give neutral values and are counted.
 */

import { toSamples } from '../pcm.ts';
import { type BlockSeries, BlockWindow } from './block-window.ts';
import { type EmotionDynamics, NEUTRAL_EMOTION } from './emotion-dynamics.ts';
import { measureEmotion } from './measure-emotion.ts';
import { BLOCK_MS, VoiceBlocks } from './voice-blocks.ts';

export interface EmotionTrackerOptions {
  /** Length of the window, default 5,000 ms. */
  readonly windowMs?: number;
  /** Called for each failure; must not throw. */
  readonly onError?: (error: unknown) => void;
  /** Measures a window; replaced in tests only. */
  readonly measure?: (series: BlockSeries) => EmotionDynamics;
}

const DEFAULT_WINDOW_MS = 5_000;

export class EmotionTracker {
  readonly #window: BlockWindow;
  readonly #measure: (series: BlockSeries) => EmotionDynamics;
  readonly #onError: ((error: unknown) => void) | undefined;
  #blocks = this.#newBlocks();
  #errorCount = 0;

  constructor(options: EmotionTrackerOptions = {}) {
    this.#window = new BlockWindow((options.windowMs ?? DEFAULT_WINDOW_MS) / BLOCK_MS);
    this.#measure = options.measure ?? measureEmotion;
    this.#onError = options.onError;
  }

  /** Failures so far. */
  get errorCount(): number {
    return this.#errorCount;
  }

  /** Takes the next PCM, before volume is applied, in chunks of any size. After a failure the window is empty. */
  accept(pcm: Uint8Array): void {
    try {
      this.#blocks.accept(toSamples(pcm));
    } catch (error) {
      this.#fail(error);
      this.reset();
    }
  }

  /** @returns the dynamics of the window; neutral with less than a second of voice, and when measuring fails. */
  read(): EmotionDynamics {
    try {
      const measured = this.#measure(this.#window.read());
      const values = [measured.volume, measured.rate, measured.energy];
      if (values.every(Number.isFinite)) return measured;
      this.#fail(new RangeError(`emotion dynamics are not finite: ${values.join(', ')}`));
    } catch (error) {
      this.#fail(error);
    }
    return NEUTRAL_EMOTION;
  }

  /** Empties the window. */
  reset(): void {
    this.#window.clear();
    this.#blocks = this.#newBlocks();
  }

  #newBlocks(): VoiceBlocks {
    return new VoiceBlocks((block) => this.#window.push(block));
  }

  #fail(error: unknown): void {
    this.#errorCount += 1;
    this.#onError?.(error);
  }
}
