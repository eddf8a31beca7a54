/** Prints docs/metrics.md from the metrics catalogue; `npm run docs` writes it. */

import { COUNTERS, GAUGES, METER_NAME, READ_COUNTERS } from '../src/integrations/metrics/catalogue.ts';
import { LATENCIES } from '../src/integrations/metrics/latencies.ts';
import { type LabelSets, type MetricEntry, TARGET_QUANTILES } from '../src/integrations/metrics/metric-entry.ts';
import { toPageName } from '../src/integrations/metrics/prometheus-page.ts';
import { LATENCY_BOUNDS_MS } from '../src/protocol/latency-buckets.ts';
import { SETTINGS, type SettingName } from '../src/server/config/settings.ts';

type Entries = Readonly<Record<string, MetricEntry>>;

const SETTINGS_SHOWN: readonly SettingName[] = [
  'ADMIN_PORT',
  'ADMIN_HOST',
  'OTEL_SDK_DISABLED',
  'OTEL_METRICS_EXPORTER',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT',
  'OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION',
  'OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE',
  'OTEL_METRIC_EXPORT_INTERVAL',
  'OTEL_METRIC_EXPORT_TIMEOUT',
  'PERFORMANCE_WINDOW_MS',
  'PERFORMANCE_MIN_COUNT',
];

export function metricsPage(): string {
  return [
    '<!-- Written by `npm run docs` from src/integrations/metrics (catalogue.ts, latencies.ts) and src/server/config/settings.ts. -->',
    '# Metrics',
    `The same metrics are on a Prometheus page (\`/metrics\` on \`ADMIN_PORT\`) and are sent over OTLP (HTTP, JSON) when an endpoint is set, under the meter \`${METER_NAME}\` of the service \`rostrum\`. OTLP uses the names in the first column. On the page the names have their unit, as a collector writes them, so that the same [alerting rules](alerts.md) work with both. All are cumulative from the start of the process (latencies over OTLP can be otherwise: see the settings); counters start at 0 with every label value they can have.`,
    'Each label has a closed set of values, listed here. Any other value is counted under `otel_metric_overflow="true"`, and in `MetricSeriesRefused`.',
    '## Latencies',
    `Histograms in milliseconds. Buckets go from ${LATENCY_BOUNDS_MS[0]} to ${LATENCY_BOUNDS_MS.at(-1)?.toLocaleString('en')} ms, each bound at most a third above the last. Targets and alert thresholds are bounds, so whether one is missed is exact. \`histogram_quantile(0.95, sum by (le) (rate(AudioProcessingLatency_milliseconds_bucket[5m])))\` is a p95.`,
    table(
      ['metric', 'on the page', 'from – to', 'target', 'labels'],
      toRows(LATENCIES, '', (entry) => [targetOf(entry)]),
    ),
    'When a quantile is over its target in a window of `PERFORMANCE_WINDOW_MS`, the log says `performance target missed` with p50, p90, p95, p99, mean and count, once for each window and latency.',
    '## Counters',
    table(
      ['metric', 'on the page', 'counts', 'labels'],
      [...toRows(COUNTERS, '_total'), ...toRows(READ_COUNTERS, '_total')],
    ),
    '## Gauges',
    table(['metric', 'on the page', 'is', 'labels'], toRows(GAUGES, '')),
    '## Settings',
    table(
      ['variable', 'default', 'meaning'],
      SETTINGS_SHOWN.map((name) => [`\`${name}\``, String(SETTINGS[name].default ?? ''), SETTINGS[name].meaning]),
    ),
    'The exporter also reads these standard variables itself: `OTEL_EXPORTER_OTLP_HEADERS`, `_TIMEOUT`, `_COMPRESSION`, `_CERTIFICATE`, and `OTEL_SERVICE_NAME`, `OTEL_RESOURCE_ATTRIBUTES`.',
  ]
    .join('\n\n')
    .concat('\n');
}

function toRows(entries: Entries, suffix: string, more: (entry: MetricEntry) => string[] = () => []): string[][] {
  return Object.entries(entries).map(([name, entry]) => [
    `\`${name}\``,
    `\`${toPageName(name, entry)}${suffix}\``,
    entry.meaning,
    ...more(entry),
    labelsOf(entry),
  ]);
}

function targetOf({ target }: MetricEntry): string {
  if (target === undefined) return '';
  const except = target.except === undefined ? '' : `, without ${listOf(target.except)}`;
  const limits = TARGET_QUANTILES.flatMap(([quantile, , name]) => {
    const ms = target[quantile];
    return ms === undefined ? [] : [`${name} ${ms.toLocaleString('en')} ms`];
  });
  return `${limits.join(', ')}${except}`;
}

function labelsOf({ labels = {}, optional = [] }: MetricEntry): string {
  return Object.entries(labels)
    .map(([label, values]) => `\`${label}\`${optional.includes(label) ? '?' : ''}: ${values.join(', ')}`)
    .join('<br>');
}

function listOf(sets: LabelSets): string {
  return Object.values(sets).flat().join(', ');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
