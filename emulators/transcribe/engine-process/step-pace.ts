/**
 * How much new audio a partial waits for, in one engine process. Under load the step grows before anything queues: all who
 * speak are decoded once in each step, so a step that is longer than all their decodes together never falls behind. Pure.
 */
import type { RecogniserRequest } from '../recogniser.ts';

/** The longest a step is stretched to; over it speech queues, and the parent is told to write no more. */
export const MAX_STEP_MS = 3_000;
/** Steps are so much longer than their decodes, for what is not a partial's decode: finals, voice detection, other programs. */
const HEADROOM = 1.25;
/** With more audio than this not heard yet a hearing is behind, */
const BEHIND_MS = 1_000;
/** and catches up in steps so long at least. */
const BEHIND_STEP_MS = 1_000;
/** Of the moving average: the last 20 decodes or so count. */
const NEWEST_SHARE = 0.1;

const STEP_MS = { high: 600, medium: 400, low: 300 } as const;

/** @param setMs EMBEDDED_ASR_STEP_MS, which counts more than what a stream asks for. */
export function askedStepMs(stability: RecogniserRequest['stability'], setMs?: number): number {
  return setMs ?? STEP_MS[stability ?? 'medium'];
}

export class StepPace {
  #meanMs = 0;
  #stretched = 0;

  /** Partials so far that were decoded at a longer step than asked. */
  get stretched(): number {
    return this.#stretched;
  }

  /** One decode took so long. */
  decoded(ms: number): void {
    this.#meanMs += (ms - this.#meanMs) * (this.#meanMs === 0 ? 1 : NEWEST_SHARE);
  }

  /** A partial of a stream that asks for this step was decoded. */
  stepped(askedMs: number, speaking: number): void {
    if (this.stepMs(askedMs, speaking) > askedMs) this.#stretched++;
  }

  /**
   * At least `askedMs`, also where that is over the bound.
   * @param speaking Hearings inside an utterance now, this one included.
   * @param waitingMs Audio of this one that is not heard yet.
   */
  stepMs(askedMs: number, speaking: number, waitingMs = 0): number {
    const byLoad = Math.min(MAX_STEP_MS, speaking * this.#meanMs * HEADROOM);
    return Math.max(askedMs, byLoad, waitingMs > BEHIND_MS ? BEHIND_STEP_MS : 0);
  }
}
