/** Messages between the bystander's process and its parent. */
import type { Quantiles } from '../../testkit/measure/figures.ts';

export type Phase = 'before' | 'attack' | 'after';

export type BystanderCommand = { readonly kind: 'phase'; readonly phase: Phase } | { readonly kind: 'finish' };

export interface BystanderReport {
  readonly chunks: number;
  readonly acknowledged: number;
  /** Acknowledged with `dropped`, or answered with an error. */
  readonly refused: number;
  readonly blocks: number;
  /** Sum over the finals of the speaker and of the listener. */
  readonly missing: number;
  readonly doubled: number;
  /** Number of translated sentences that the listener got as speech. */
  readonly spoken: number;
  /** Times from sending a chunk to its acknowledgement, by the phase in which it was sent. */
  readonly latencies: Readonly<Record<Phase, Quantiles>>;
  /** Anything unexpected: errors, an early close. */
  readonly complaints: readonly string[];
}

export type BystanderNews =
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly why: string }
  | { readonly kind: 'report'; readonly report: BystanderReport };
