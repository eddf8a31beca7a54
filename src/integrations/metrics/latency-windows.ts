/**
 * Every latency in windows of five minutes, the last hour of them. Once a minute it keeps a copy of each histogram that has
 * changed; a window is the difference of two copies. Measuring costs nothing more.
 */
import type { ClockPort } from '../../actors/ports/clock.ts';
import type { MetricLatency } from '../../actors/ports/metric-names.ts';
import { LatencyHistogram } from '../../protocol/latency-histogram.ts';
import { LATENCIES } from './latencies.ts';
import { sumLatency } from './latency-total.ts';
import type { MemoryMetrics } from './memory-metrics.ts';

export const WINDOW_MS = 300_000;
export const MAX_WINDOWS = 12;
/** How often the histograms are kept. The present window begins at such a moment. */
const KEEP_EVERY_MS = 60_000;
const PER_WINDOW = WINDOW_MS / KEEP_EVERY_MS;
const NOTHING = new LatencyHistogram();
const NAMES = Object.keys(LATENCIES) as MetricLatency[];

export interface LatencyWindowsDeps {
  readonly metrics: MemoryMetrics;
  readonly clock: ClockPort;
}

export class LatencyWindows {
  readonly #deps: LatencyWindowsDeps;
  /** Of each latency, its histogram at the end of each minute, the newest first; unchanged ones are the same object. */
  readonly #kept = new Map<MetricLatency, readonly LatencyHistogram[]>(NAMES.map((name) => [name, [NOTHING]]));
  #timer: unknown;

  constructor(deps: LatencyWindowsDeps) {
    this.#deps = deps;
    this.#wait();
  }

  stop(): void {
    this.#deps.clock.clearTimeout(this.#timer);
  }

  /**
   * @param now The latency's histogram since the start.
   * @returns the windows, the present one first, each before the one after it; at least the present one.
   */
  of(name: MetricLatency, now = this.#now(name)): LatencyHistogram[] {
    const kept = this.#keptOf(name);
    const windows: LatencyHistogram[] = [];
    let end = now;
    for (let minute = PER_WINDOW; windows.length < MAX_WINDOWS; minute += PER_WINDOW) {
      // A server that is younger than the window: since its start.
      const begin = kept[Math.min(minute, kept.length - 1)] as LatencyHistogram;
      windows.push(end.since(begin));
      end = begin;
      if (minute >= kept.length - 1) break;
    }
    return windows;
  }

  #wait(): void {
    this.#timer = this.#deps.clock.setTimeout(() => {
      for (const name of NAMES) this.#keep(name);
      this.#wait();
    }, KEEP_EVERY_MS);
  }

  #keep(name: MetricLatency): void {
    const kept = this.#keptOf(name);
    const last = kept[0] as LatencyHistogram;
    const now = this.#now(name);
    const next = last.count === now.count ? last : now;
    this.#kept.set(name, [next, ...kept.slice(0, MAX_WINDOWS * PER_WINDOW)]);
  }

  /** At least one, of the start. */
  #keptOf(name: MetricLatency): readonly LatencyHistogram[] {
    return this.#kept.get(name) as readonly LatencyHistogram[];
  }

  #now(name: MetricLatency): LatencyHistogram {
    return sumLatency(this.#deps.metrics, name, LATENCIES[name].target?.except);
  }
}
