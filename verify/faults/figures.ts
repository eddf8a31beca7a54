/** Totals of all rows. Pure. */
import { type RowResult, verdictOf } from './row.ts';

export interface Figures {
  readonly rows: number;
  readonly broken: number;
  readonly sent: number;
  readonly missing: number;
  readonly doubled: number;
  /** Median over the rows whose stream can be reopened at once. Undefined: there are none. */
  readonly recoveryP50Ms: number | undefined;
  readonly recoveryP95Ms: number | undefined;
}

export function toFigures(results: readonly RowResult[]): Figures {
  const sum = (of: (result: RowResult) => number) => results.reduce((total, result) => total + of(result), 0);
  const times = results
    .filter(({ isAtOnce }) => isAtOnce)
    .flatMap(({ recoveryMs }) => (recoveryMs === undefined ? [] : [recoveryMs]))
    .sort((a, b) => a - b);
  // Nearest rank.
  const at = (share: number) => times[Math.max(0, Math.ceil(share * times.length) - 1)];
  return {
    rows: results.length,
    broken: results.filter((result) => verdictOf(result, result).length > 0).length,
    sent: sum(({ sent }) => sent),
    missing: sum(({ missing, expects }) => (expects === 'nothingLost' ? missing : 0)),
    doubled: sum(({ doubled }) => doubled),
    recoveryP50Ms: at(0.5),
    recoveryP95Ms: at(0.95),
  };
}
