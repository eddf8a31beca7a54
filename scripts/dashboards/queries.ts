/** PromQL over the metrics page, made from the catalogue: a query can only name a metric and labels that the page has. */
import type { MetricCounter, MetricLatency } from '../../src/actors/ports/metric-names.ts';
import { COUNTERS, GAUGES, READ_COUNTERS } from '../../src/integrations/metrics/catalogue.ts';
import { LATENCIES } from '../../src/integrations/metrics/latencies.ts';
import { type MetricEntry, TARGET_QUANTILES } from '../../src/integrations/metrics/metric-entry.ts';
import { toPageName } from '../../src/integrations/metrics/prometheus-page.ts';

export interface Query {
  readonly expr: string;
  /** Grafana's template for a series' name. */
  readonly legend: string;
}

export type CounterName = MetricCounter | keyof typeof READ_COUNTERS;
export type GaugeName = keyof typeof GAUGES;

const CHOSEN = 'instance=~"$instance"';
/** Grafana's own: at least four scrapes, so that a rate always has its samples. */
const WINDOW = '$__rate_interval';
/** Shown for every latency, and besides them those that its target is about. */
const SHOWN_QUANTILES = [0.5, 0.95, 0.99];

/** How often a second, by the counter's labels. */
export function rate(name: CounterName): Query {
  return { expr: overTime('rate', name), legend: legendOf(name, entryOf(name)) };
}

/** How often in the shown step, by the counter's labels: for what should rarely occur. */
export function increase(name: CounterName): Query {
  return { expr: overTime('increase', name), legend: legendOf(name, entryOf(name)) };
}

/** A present value by its labels. @param how several servers' values are put together. */
export function now(name: GaugeName, how: 'sum' | 'max' = 'sum'): Query {
  const entry: MetricEntry = GAUGES[name];
  return { expr: `${how}${grouping(entry)} (${toPageName(name, entry)}{${CHOSEN}})`, legend: legendOf(name, entry) };
}

/** A latency's quantiles, of the series that its target is about. */
export function quantiles(name: MetricLatency): Query[] {
  const entry = LATENCIES[name];
  const judged = TARGET_QUANTILES.flatMap(([limit, , shown]) =>
    entry.target?.[limit] === undefined ? [] : [Number(shown.slice(1)) / 100],
  );
  const without = Object.entries(entry.target?.except ?? {}).map(
    ([label, values]) => `${label}!~"${values.join('|')}"`,
  );
  const series = `${toPageName(name, entry)}_bucket{${[CHOSEN, ...without].join(',')}}`;
  return [...new Set([...SHOWN_QUANTILES, ...judged])]
    .sort((a, b) => a - b)
    .map((quantile) => ({
      expr: `histogram_quantile(${quantile}, sum by (le) (rate(${series}[${WINDOW}])))`,
      legend: `p${quantile * 100}`,
    }));
}

/** A figure of each server, of the chosen ones. */
export function ofChosen(expr: string): Query {
  const present = `${toPageName('Sessions', GAUGES.Sessions)}{${CHOSEN}}`;
  return { expr: `(${expr}) and on (job, instance) ${present}`, legend: '{{instance}}' };
}

export function entryOf(name: CounterName | GaugeName | MetricLatency): MetricEntry {
  const all: Readonly<Record<string, MetricEntry>> = { ...COUNTERS, ...READ_COUNTERS, ...GAUGES, ...LATENCIES };
  const entry = all[name];
  if (entry === undefined) throw new Error(`${name} is not in the catalogue`);
  return entry;
}

function overTime(what: 'rate' | 'increase', name: CounterName): string {
  return `sum${grouping(entryOf(name))} (${what}(${seriesOf(name)}[${WINDOW}]))`;
}

function seriesOf(name: CounterName): string {
  return `${toPageName(name, entryOf(name))}_total{${CHOSEN}}`;
}

function grouping({ labels = {} }: MetricEntry): string {
  const names = Object.keys(labels);
  return names.length === 0 ? '' : ` by (${names.join(', ')})`;
}

function legendOf(name: string, { labels = {} }: MetricEntry): string {
  return [name, ...Object.keys(labels).map((label) => `{{${label}}}`)].join(' ');
}
