/** Collects samples of the server's memory and computes how fast it grows after the warm-up. Pure. */
import { slopeOf } from './line-fit.ts';
import type { Probe } from './probe.ts';

export interface MemoryReport {
  /** Growth per hour, fitted to the samples after the warm-up. Undefined: there are too few samples. */
  readonly residentMibPerHour: number | undefined;
  readonly liveMibPerHour: number | undefined;
  readonly residentMib: { readonly first: number; readonly last: number; readonly most: number };
  readonly liveMib: { readonly first: number; readonly last: number };
  /** Delay of the event loop: the worst of all samples. */
  readonly loop: { readonly p99Ms: number; readonly maxMs: number };
}

const MIB = 1024 * 1024;
const HOUR_MS = 3_600_000;
/** Least number of samples for a fit. */
const LEAST_POINTS = 5;

export class MemoryWatch {
  readonly #samples: { readonly atMs: number; readonly isLive: boolean; readonly probe: Probe }[] = [];

  /** @param atMs time since the run began. @param isLive true: garbage was collected before the sample. */
  add(atMs: number, probe: Probe, isLive: boolean): void {
    this.#samples.push({ atMs, probe, isLive });
  }

  /** @param warmUpMs samples before this time are not fitted. */
  report(warmUpMs: number): MemoryReport {
    const all = this.#samples;
    const live = all.filter(({ isLive }) => isLive);
    const most = (of: (probe: Probe) => number) => Math.max(0, ...all.map(({ probe }) => of(probe)));
    const perHour = (samples: typeof all, of: (probe: Probe) => number) => {
      const warm = samples.filter(({ atMs }) => atMs >= warmUpMs);
      if (warm.length < LEAST_POINTS) return undefined;
      return tenths(slopeOf(warm.map(({ atMs, probe }) => ({ x: atMs / HOUR_MS, y: of(probe) / MIB }))));
    };
    const mib = (bytes: number | undefined) => tenths((bytes ?? 0) / MIB);
    return {
      residentMibPerHour: perHour(all, ({ residentBytes }) => residentBytes),
      liveMibPerHour: perHour(live, ({ heapBytes }) => heapBytes),
      residentMib: {
        first: mib(all[0]?.probe.residentBytes),
        last: mib(all.at(-1)?.probe.residentBytes),
        most: mib(most(({ residentBytes }) => residentBytes)),
      },
      liveMib: { first: mib(live[0]?.probe.heapBytes), last: mib(live.at(-1)?.probe.heapBytes) },
      loop: { p99Ms: tenths(most(({ loop }) => loop.p99Ms)), maxMs: tenths(most(({ loop }) => loop.maxMs)) },
    };
  }
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}
