/**
 * Measures how a speaker has spoken, now or in a stretch of the last half minute. Never throws: failures give neutral values
 * and are counted.
 */

import { SampleReader } from '../sample-reader.ts';
import type { BlockSeries } from './block-window.ts';
import { BlockWindow } from './block-window.ts';
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

/** A stretch of what was accepted, counted back from its end, ms. */
export interface Stretch {
  /** Left out: the window before its end. */
  readonly fromAgoMs?: number;
  readonly toAgoMs: number;
}

const DEFAULT_WINDOW_MS = 5_000;
/** The oldest speech that is measured. A sentence takes 20 s, and its final comes seconds later. */
export const HISTORY_MS = 30_000;

/** Shared by all sessions. */
const reader = new SampleReader();

export class EmotionTracker {
  readonly #history = new BlockWindow(HISTORY_MS / BLOCK_MS);
  readonly #windowBlocks: number;
  readonly #measure: (series: BlockSeries) => EmotionDynamics;
  readonly #onError: ((error: unknown) => void) | undefined;
  #blocks = this.#newBlocks();
  #errorCount = 0;

  constructor(options: EmotionTrackerOptions = {}) {
    this.#windowBlocks = (options.windowMs ?? DEFAULT_WINDOW_MS) / BLOCK_MS;
    this.#measure = options.measure ?? measureEmotion;
    this.#onError = options.onError;
  }

  /** Failures so far. */
  get errorCount(): number {
    return this.#errorCount;
  }

  /** Takes the next PCM, before volume is applied, in chunks of any size. After a failure the history is empty. */
  accept(pcm: Uint8Array): void {
    try {
      const length = reader.read(pcm);
      this.#blocks.accept(reader.samples, length);
    } catch (error) {
      this.#fail(error);
      this.reset();
    }
  }

  /**
   * @returns the dynamics of the stretch or, if that has less than a second of voice, of the window up to its end; neutral
   *   if that has less too, and when measuring fails. Without a stretch: of the window up to now.
   */
  read(stretch?: Stretch): EmotionDynamics {
    const toAgo = Math.round((stretch?.toAgoMs ?? 0) / BLOCK_MS);
    const fromAgoMs = stretch?.fromAgoMs;
    const own = fromAgoMs === undefined ? NEUTRAL_EMOTION : this.#read(Math.round(fromAgoMs / BLOCK_MS), toAgo);
    return own === NEUTRAL_EMOTION ? this.#read(toAgo + this.#windowBlocks, toAgo) : own;
  }

  /** Forgets everything. */
  reset(): void {
    this.#history.clear();
    this.#blocks = this.#newBlocks();
  }

  #read(fromAgo: number, toAgo: number): EmotionDynamics {
    try {
      const measured = this.#measure(this.#history.read(fromAgo, toAgo));
      const { volume, rate, energy } = measured;
      if (Number.isFinite(volume) && Number.isFinite(rate) && Number.isFinite(energy)) return measured;
      this.#fail(new RangeError(`emotion dynamics are not finite: ${volume}, ${rate}, ${energy}`));
    } catch (error) {
      this.#fail(error);
    }
    return NEUTRAL_EMOTION;
  }

  #newBlocks(): VoiceBlocks {
    return new VoiceBlocks(this.#history);
  }

  #fail(error: unknown): void {
    this.#errorCount += 1;
    this.#onError?.(error);
  }
}
