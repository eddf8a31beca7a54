/** What an invocation reports: per language what listeners got, in numbers. No text, no ids. */
import type { DeliveryCounts } from './deliver.ts';
import type { RenderOutcome } from './render.ts';

export interface LanguageSummary extends DeliveryCounts {
  readonly language: string;
  /** `overloaded`: too many transcripts wait for this session and language; `failed`: a fault in the pipeline. */
  readonly outcome: RenderOutcome | 'overloaded' | 'failed';
  readonly listeners: number;
  /** Messages the utterance took. */
  readonly messages: number;
  readonly translateMs: number;
  readonly speakMs: number;
  readonly deliverMs: number;
}

export interface InvocationSummary {
  readonly isPartial: boolean;
  /** This idempotency key was delivered before; nothing was done. */
  readonly duplicate: boolean;
  readonly languages: readonly LanguageSummary[];
  readonly totalMs: number;
}
