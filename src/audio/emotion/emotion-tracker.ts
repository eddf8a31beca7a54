/** Follows how a speaker speaks over the last seconds. Never throws: what goes wrong is neutral, and counted. */

import { samplesOf } from '../pcm.ts';
import { type BlockSeries, BlockWindow } from './block-window.ts';
import { type EmotionDynamics, NEUTRAL_EMOTION } from './emotion-dynamics.ts';
import { measureEmotion } from './measure-emotion.ts';
import { BLOCK_MS, VoiceBlocks } from './voice-blocks.ts';

export interface EmotionTrackerOptions {
  /** Sound measured, default 5,000 ms. */
  readonly windowMs?: number;
  /** Told of each failure; it must not throw. */
  readonly onError?: (error: unknown) => void;
  /** How a window is measured; only a test replaces it. */
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

  /** Takes the next PCM, before any volume is applied; chunks of any size. After a failure it begins anew. */
  accept(pcm: Uint8Array): void {
    try {
      this.#blocks.accept(samplesOf(pcm));
    } catch (error) {
      this.#fail(error);
      this.reset();
    }
  }

  /** How the speaker has spoken over the window; neutral until a second of voice, and whenever measuring fails. */
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

  /** Forgets what it heard. */
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
