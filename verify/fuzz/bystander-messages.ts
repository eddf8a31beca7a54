/** What the bystander's process and its parent say to each other. */
import type { Quantiles } from '../../testkit/measure/quantiles.ts';

export type Phase = 'before' | 'attack' | 'after';

export type BystanderCommand = { readonly kind: 'phase'; readonly phase: Phase } | { readonly kind: 'finish' };

export interface BystanderReport {
  readonly chunks: number;
  readonly acknowledged: number;
  /** Acknowledged with `dropped`, or answered with an error. */
  readonly refused: number;
  readonly blocks: number;
  /** Of what the speaker and the listener saw in finals, summed. */
  readonly missing: number;
  readonly doubled: number;
  /** Translated speech that the listener got. */
  readonly spoken: number;
  /** From a chunk's sending to its acknowledgement, by the phase it was sent in. */
  readonly latencies: Readonly<Record<Phase, Quantiles>>;
  /** Anything that should not have been: errors, an early close. */
  readonly complaints: readonly string[];
}

export type BystanderNews =
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly why: string }
  | { readonly kind: 'report'; readonly report: BystanderReport };
