/** The results of a load, as data, and its faults. Pure. */
import { availableParallelism, cpus } from 'node:os';
import type { LoadName } from '../../load/sizes.ts';
import type { Quantiles } from '../../testkit/measure/figures.ts';
import { quantilesBetween } from '../../testkit/measure/metrics-page.ts';
import type { K6Summary } from './k6-summary.ts';
import type { LoadOptions } from './options.ts';
import type { SpanReport } from './span-ledger.ts';
import { OTHER_LATENCIES, TARGETS, type Target } from './targets.ts';
import { type Look, onAir } from './watch.ts';

export interface LatencyRow extends Quantiles {
  readonly operation: string;
  readonly by: 'generator' | 'server';
  /** Undefined: there is no target. */
  readonly targetMs: number | undefined;
}

export interface ProcessRow {
  /** Share of one core while all sessions were live, per cent. */
  readonly cpuPercent: number;
  readonly residentMib: number;
}

/** One second of a load. */
export interface Second {
  readonly atMs: number;
  readonly cpuPercent: Readonly<Record<string, number>>;
  readonly residentMib: number | undefined;
}

export interface LoadReport {
  readonly load: LoadName;
  readonly options: LoadOptions;
  readonly machine: { readonly cpu: string; readonly cores: number; readonly node: string; readonly k6: string };
  readonly latencies: readonly LatencyRow[];
  /** The scripts' counters. */
  readonly counts: Readonly<Record<string, number>>;
  readonly generatorLag: Quantiles | undefined;
  readonly processes: Readonly<Record<string, ProcessRow>>;
  /** Server CPU time for each chunk it received, µs. */
  readonly serverUsPerChunk: number | undefined;
  /** Delay of the event loop: the highest values of all seconds, ms. */
  readonly loopDelayMs: { readonly p99: number; readonly max: number } | undefined;
  readonly spans: SpanReport | undefined;
  readonly seconds: readonly Second[];
  readonly faults: readonly string[];
}

export interface ReportParts {
  readonly options: LoadOptions;
  readonly generator: string;
  readonly summary: K6Summary;
  readonly complaints: { readonly count: number; readonly last: readonly string[] };
  readonly looks: readonly Look[];
  readonly spans: SpanReport | undefined;
}

/** k6's own counters, which add nothing here. */
const UNINTERESTING = /^(data_|ws_|iteration|vus|http_|dropped_)/;

export function toReport(parts: ReportParts): LoadReport {
  const { options, generator, summary, looks, spans } = parts;
  const air = onAir(looks, options.load === 'fan-out' ? 1 : options.speakers);
  const latencies = toLatencies(options, summary, air);
  const counters = Object.entries(summary.counters).filter(([name]) => !UNINTERESTING.test(name));
  return {
    load: options.load,
    options,
    machine: {
      cpu: cpus()[0]?.model ?? 'unknown',
      cores: availableParallelism(),
      node: process.version,
      k6: generator,
    },
    latencies,
    counts: Object.fromEntries(counters),
    generatorLag: summary.trends.generator_lag,
    processes: toProcesses(air),
    serverUsPerChunk: usPerChunkOf(air),
    loopDelayMs: loopDelayOf(air),
    spans,
    seconds: toSeconds(looks),
    faults: faultsOf(parts, latencies),
  };
}

function toLatencies({ load }: LoadOptions, { trends }: K6Summary, air: readonly Look[]): LatencyRow[] {
  const pages = air.flatMap(({ page }) => page ?? []);
  const [first, last] = [pages[0], pages.at(-1)];
  const measured = (target: Omit<Target, 'p95Ms'>) => {
    if (target.trend !== undefined) return trends[target.trend];
    return first === undefined || last === undefined || target.histogram === undefined
      ? undefined
      : quantilesBetween(first, last, target.histogram);
  };
  const rows: readonly (Omit<Target, 'p95Ms'> & { readonly p95Ms?: number })[] = [...TARGETS, ...OTHER_LATENCIES];
  return rows.flatMap((target) => {
    const quantiles = target.loads.includes(load) ? measured(target) : undefined;
    if (quantiles === undefined) return [];
    const by = target.trend === undefined ? ('server' as const) : ('generator' as const);
    return [{ operation: target.operation, by, targetMs: target.p95Ms, ...quantiles }];
  });
}

function toProcesses(air: readonly Look[]): Record<string, ProcessRow> {
  const [first, last] = [air[0], air.at(-1)];
  if (first === undefined || last === undefined || first === last) return {};
  const rows = Object.entries(last.usage).map(([role, { cpuMs }]) => {
    const used = cpuMs - (first.usage[role]?.cpuMs ?? 0);
    const most = Math.max(...air.map(({ usage }) => usage[role]?.residentBytes ?? 0));
    const row = { cpuPercent: tenth((100 * used) / (last.atMs - first.atMs)), residentMib: mib(most) };
    return [role, row] as const;
  });
  return Object.fromEntries(rows.sort(([, a], [, b]) => b.cpuPercent - a.cpuPercent));
}

function usPerChunkOf(air: readonly Look[]): number | undefined {
  const [first, last] = [air[0], air.at(-1)];
  const [before, after] = [first?.usage.server, last?.usage.server];
  if (!first?.page || !last?.page || !before || !after) return undefined;
  const chunks = last.page.sum('AudioChunksReceived') - first.page.sum('AudioChunksReceived');
  return chunks > 0 ? tenth((1000 * (after.cpuMs - before.cpuMs)) / chunks) : undefined;
}

function loopDelayOf(air: readonly Look[]): LoadReport['loopDelayMs'] {
  const most = (quantile: string) =>
    Math.max(0, ...air.map(({ page }) => page?.sum('EventLoopDelay', { quantile }) ?? 0));
  const max = most('1');
  return max === 0 ? undefined : { p99: tenth(most('0.99')), max: tenth(max) };
}

function toSeconds(looks: readonly Look[]): Second[] {
  return looks.slice(1).map((look, i) => {
    const before = looks[i] as Look;
    const shares = Object.entries(look.usage).map(([role, { cpuMs }]) => {
      const used = cpuMs - (before.usage[role]?.cpuMs ?? 0);
      return [role, tenth((100 * used) / (look.atMs - before.atMs))] as const;
    });
    const { server } = look.usage;
    return {
      atMs: Math.round(look.atMs),
      cpuPercent: Object.fromEntries(shares),
      residentMib: server && mib(server.residentBytes),
    };
  });
}

/** Checks what k6's thresholds cannot: the server's histograms and the spans. */
function faultsOf({ options, summary, complaints, spans }: ReportParts, latencies: readonly LatencyRow[]): string[] {
  const faults = summary.missed.map((missed) => `threshold missed: ${missed}`);
  if (options.isTimed) {
    for (const { operation, by, targetMs, p95Ms } of latencies) {
      if (by === 'server' && targetMs !== undefined && p95Ms >= targetMs) {
        faults.push(`target missed: ${operation}: p95 ${p95Ms} ms, target under ${targetMs} ms`);
      }
    }
  }
  if (spans !== undefined && spans.dropped > 0) faults.push(`${spans.dropped} spans were dropped`);
  if (spans !== undefined && spans.chunkSpans < spans.chunks) {
    faults.push(`${spans.chunks - spans.chunkSpans} of ${spans.chunks} chunks have no span`);
  }
  if (complaints.count > 0) faults.push(`k6 complained ${complaints.count} times, at last: ${complaints.last.at(-1)}`);
  return faults;
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}

function mib(bytes: number): number {
  return Math.round(bytes / 1024 / 1024);
}
