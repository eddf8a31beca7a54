/** The required latencies as a table: target, measurement, and whether it is met. Pure. */
import type { LoadName } from '../../load/sizes.ts';
import type { LatencyRow, LoadReport } from './report.ts';
import { TARGETS } from './targets.ts';

export interface ValidationRow {
  readonly operation: string;
  readonly load: LoadName;
  readonly p95TargetMs: number;
  /** Undefined: nothing was measured, so the target is not met. */
  readonly measured: LatencyRow | undefined;
  readonly isMet: boolean;
}

export interface Validation {
  readonly rows: readonly ValidationRow[];
  /** Other faults: losses, dropped spans, errors of the generator. */
  readonly faults: readonly string[];
}

/** The loads that the validation runs, in this order. */
export const VALIDATED_LOADS: readonly LoadName[] = ['audio', 'control', 'status', 'fan-out'];

export function validate(reports: readonly LoadReport[]): Validation {
  const rows = TARGETS.flatMap((target) =>
    target.loads.map((load) => {
      const report = reports.find((each) => each.load === load);
      const measured = report?.latencies.find(({ operation }) => operation === target.operation);
      const isMet = measured !== undefined && measured.p95Ms < target.p95Ms;
      return { operation: target.operation, load, p95TargetMs: target.p95Ms, measured, isMet };
    }),
  );
  const faults = reports.flatMap(({ load, faults }) => faults.map((fault) => `${load}: ${fault}`));
  return { rows, faults };
}

export function isPassed({ rows, faults }: Validation): boolean {
  return faults.length === 0 && rows.every(({ isMet }) => isMet);
}
