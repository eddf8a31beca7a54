/** The kinds of panel on the dashboards, without their places: figures, curves, and latencies with the lines of their targets. */
import {
  BigValueColorMode,
  BigValueGraphMode,
  type FieldConfig,
  GraphDrawStyle,
  type GraphFieldConfig,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  type Panel,
  SortOrder,
  ThresholdsMode,
  TooltipDisplayMode,
} from '@grafana/schema';
import type { MetricLatency } from '../../src/actors/ports/metric-names.ts';
import { TARGET_QUANTILES } from '../../src/integrations/metrics/metric-entry.ts';
import { alertLimit } from './alert-limit.ts';
import {
  type CounterName,
  entryOf,
  type GaugeName,
  increase,
  now,
  ofChosen,
  type Query,
  quantiles,
  rate,
} from './queries.ts';

/** A panel before it has an id and a place. */
export type PanelDraft = Omit<Panel, 'id' | 'gridPos'>;

/** Grafana's names of units, by the catalogue's. */
const UNITS: Readonly<Record<string, string>> = { ms: 'ms', s: 's', By: 'bytes' };
const PLAIN = 'short';
const PER_SECOND = 'cps';
const SHARE = 'percentunit';

/** The dashboard's variable for the Prometheus to ask. */
export const CHOSEN_PROMETHEUS = { type: 'prometheus', uid: '$datasource' };

/** The latest value. @param badFrom From here on it is red. @param badBelow Below this it is red. */
export function figure(
  title: string,
  name: GaugeName,
  { how, badFrom, badBelow }: { how?: 'sum' | 'max'; badFrom?: number; badBelow?: number } = {},
): PanelDraft {
  const { meaning } = entryOf(name);
  const first = badBelow === undefined ? 'green' : 'red';
  const then = [
    ...(badFrom === undefined ? [] : [{ value: badFrom, color: 'red' }]),
    ...(badBelow === undefined ? [] : [{ value: badBelow, color: 'green' }]),
  ];
  return {
    ...panel('stat', title, meaning, [now(name, how)], {
      unit: unitOf(name),
      thresholds: { mode: ThresholdsMode.Absolute, steps: [{ value: null, color: first }, ...then] },
    }),
    options: {
      reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false },
      colorMode: BigValueColorMode.Value,
      graphMode: BigValueGraphMode.Area,
    },
  };
}

/** Counters as rates. */
export function rates(title: string, ...names: readonly CounterName[]): PanelDraft {
  return curves(title, meaningsOf(names), names.map(rate), { unit: PER_SECOND, min: 0 });
}

/** Counters of what should rarely occur, as bars: how often in each step. */
export function events(title: string, ...names: readonly CounterName[]): PanelDraft {
  return curves(
    title,
    meaningsOf(names),
    names.map(increase),
    { unit: PLAIN, min: 0, decimals: 0 },
    { drawStyle: GraphDrawStyle.Bars, fillOpacity: 60 },
  );
}

/** Present values. All have one unit. @param how several servers' values are put together; the worst of what is the worst. */
export function gauges(title: string, names: readonly GaugeName[], how?: 'sum' | 'max'): PanelDraft {
  const queries = names.map((name) => now(name, how ?? (name.endsWith('Most') ? 'max' : 'sum')));
  return curves(title, meaningsOf(names), queries, { unit: unitOf(names[0] as GaugeName), min: 0 });
}

/** The share that an alert looks at, of each server, with a line at the alert's limit. */
export function alerted(title: string, alert: string): PanelDraft {
  const { expr, limit, summary } = alertLimit(alert);
  const line = limits([limit]);
  const field = { unit: SHARE, min: 0, ...line.field };
  return curves(title, `Alert **${alert}**: ${summary}.`, [ofChosen(expr)], field, line.drawn);
}

/** A latency's quantiles, with a line at each limit of its target. */
export function latency(title: string, name: MetricLatency): PanelDraft {
  const { target } = entryOf(name);
  const lines = TARGET_QUANTILES.flatMap(([quantile]) => {
    const ms = target?.[quantile];
    return ms === undefined ? [] : [ms];
  });
  const limit = limits(lines);
  return curves(title, meaningsOf([name]), quantiles(name), { unit: 'ms', min: 0, ...limit.field }, limit.drawn);
}

function unitOf(name: GaugeName): string {
  // The catalogue's unit 1 is a share, but for what is 0 or 1.
  if (name === 'EventLoopUtilization') return SHARE;
  return UNITS[entryOf(name).unit] ?? PLAIN;
}

function limits(lines: readonly number[]): {
  readonly field: Pick<FieldConfig, 'thresholds'>;
  readonly drawn: GraphFieldConfig;
} {
  if (lines.length === 0) return { field: {}, drawn: {} };
  const steps = lines.map((value) => ({ value, color: 'red' }));
  return {
    field: {
      thresholds: { mode: ThresholdsMode.Absolute, steps: [{ value: null, color: 'green' }, ...steps] },
    },
    drawn: { thresholdsStyle: { mode: GraphThresholdsStyleMode.Dashed } },
  };
}

function meaningsOf(names: readonly (CounterName | GaugeName | MetricLatency)[]): string {
  return names.map((name) => `**${name}**: ${entryOf(name).meaning}`).join('\n\n');
}

function curves(
  title: string,
  description: string,
  queries: readonly Query[],
  field: FieldConfig,
  drawn: GraphFieldConfig = {},
): PanelDraft {
  const custom: GraphFieldConfig = { drawStyle: GraphDrawStyle.Line, lineWidth: 1, fillOpacity: 8, ...drawn };
  return {
    ...panel('timeseries', title, description, queries, { ...field, custom: { ...custom } }),
    options: {
      legend: { displayMode: LegendDisplayMode.List, placement: 'bottom', showLegend: true, calcs: [] },
      tooltip: { mode: TooltipDisplayMode.Multi, sort: SortOrder.Descending },
    },
  };
}

function panel(
  type: string,
  title: string,
  description: string,
  queries: readonly Query[],
  defaults: FieldConfig,
): PanelDraft {
  return {
    type,
    title,
    description,
    datasource: CHOSEN_PROMETHEUS,
    fieldConfig: { defaults, overrides: [] },
    targets: queries.map(({ expr, legend }, at) => ({
      refId: String.fromCharCode('A'.charCodeAt(0) + at),
      datasource: CHOSEN_PROMETHEUS,
      expr,
      legendFormat: legend,
    })),
  };
}
