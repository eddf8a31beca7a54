/** The report of an invocation: for each language, what listeners got, as numbers. No text, no ids. */
import type { DeliveryCounts } from './delivery-counts.ts';
import type { RenderOutcome } from './render.ts';

export interface LanguageSummary extends DeliveryCounts {
  readonly language: string;
  /** `overloaded`: too many transcripts wait for this session and language. `failed`: an error in the pipeline. */
  readonly outcome: RenderOutcome | 'overloaded' | 'failed';
  readonly listeners: number;
  /** Number of messages of the utterance. */
  readonly messages: number;
  readonly translateMs: number;
  /** From the request to the engine to its last sound. */
  readonly speakMs: number;
  /** From the request to the engine to its first sound. Undefined: there was none. */
  readonly firstSoundMs?: number;
  /** From the first message to the last listener. Speech may still have been made meanwhile. */
  readonly deliverMs: number;
}

export interface InvocationSummary {
  readonly isPartial: boolean;
  /** True: this idempotency key was delivered before, so nothing was done. */
  readonly duplicate: boolean;
  readonly languages: readonly LanguageSummary[];
  readonly totalMs: number;
}
