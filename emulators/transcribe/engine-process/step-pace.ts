/**
 * How much new audio a partial waits for (the step), in one engine process. Every open utterance is decoded once in each step,
 * so a step that is longer than all these decodes together never falls behind. Under load the step grows to that length. Pure.
 */
import type { RecogniserRequest } from '../recogniser.ts';

/** The longest stretched step. With more load than that, audio queues and the parent is told to stop writing. */
export const MAX_STEP_MS = 3_000;
/** Factor that leaves time for other work than decoding partials: finals, voice detection, other programs. */
const HEADROOM = 1.25;
/** A hearing with more audio than this that is not heard yet is behind. */
const BEHIND_MS = 1_000;
/** Shortest step of a hearing that is behind, so that it catches up. */
const BEHIND_STEP_MS = 1_000;
/** Weight of the newest decode in the moving average: about the last 20 decodes count. */
const NEWEST_SHARE = 0.1;

const STEP_MS = { high: 600, medium: 400, low: 300 } as const;

/** @param setMs EMBEDDED_ASR_STEP_MS. It replaces what a stream asks for. */
export function askedStepMs(stability: RecogniserRequest['stability'], setMs?: number): number {
  return setMs ?? STEP_MS[stability ?? 'medium'];
}

export class StepPace {
  #meanMs = 0;
  #stretched = 0;

  /** Partials so far that were decoded at a longer step than the stream asked for. */
  get stretched(): number {
    return this.#stretched;
  }

  /** Call after each decode. @param ms how long it took. */
  decoded(ms: number): void {
    this.#meanMs += (ms - this.#meanMs) * (this.#meanMs === 0 ? 1 : NEWEST_SHARE);
  }

  /** Call after a partial was decoded. @param askedMs the step that its stream asks for. */
  stepped(askedMs: number, speaking: number): void {
    if (this.stepMs(askedMs, speaking) > askedMs) this.#stretched++;
  }

  /**
   * @returns the step: at least `askedMs`, even if that is over MAX_STEP_MS.
   * @param speaking hearings inside an utterance now, with this one.
   * @param waitingMs audio of this hearing that is not heard yet.
   */
  stepMs(askedMs: number, speaking: number, waitingMs = 0): number {
    const byLoad = Math.min(MAX_STEP_MS, speaking * this.#meanMs * HEADROOM);
    return Math.max(askedMs, byLoad, waitingMs > BEHIND_MS ? BEHIND_STEP_MS : 0);
  }
}
