/** Messages between the table and the processes with its lanes. */
import type { Form, Measured } from './row.ts';

/** `run`: the id of a row, for a free lane. */
export type LaneOrder =
  | { readonly kind: 'run'; readonly lane: number; readonly id: string; readonly form: Form }
  | { readonly kind: 'stop' };

export type LaneReport =
  | { readonly kind: 'free'; readonly lane: number }
  | { readonly kind: 'result'; readonly id: string; readonly measured: Measured };

/** @returns the result of a row that could not be completed. */
export function brokenRow(problem: string): Measured {
  const none = { sent: 0, covered: 0, heard: 0, missing: 0, doubled: 0, recoveries: 0, latestMs: 0, lostMs: 0 };
  return { ...none, recoveryMs: undefined, note: '', problems: [problem] };
}
