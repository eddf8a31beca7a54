/**
 * Prints all metrics as a Prometheus page. Names are the ones that a collector gives the same metrics when they are
 * sent over OTLP (the unit as a word, then `_total`), so that one set of alerting rules serves both.
 */
import { PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import type { Resource } from '@opentelemetry/resources';
import type { MetricData, ScopeMetrics } from '@opentelemetry/sdk-metrics';
import type { MetricEntry } from './metric-entry.ts';

/** The page's content type, with the version of the format. */
export const PAGE_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** UCUM → the word on the page. A unit in braces, which names what is counted, has no word. */
const UNIT_WORDS: Readonly<Record<string, string>> = { ms: 'milliseconds', s: 'seconds', By: 'bytes' };
const WITHOUT_SCOPE_LABELS = true;

/** @param resource Printed once, as target_info. */
export function prometheusPage(resource: Resource, { scope, metrics }: ScopeMetrics): string {
  const serializer = new PrometheusSerializer(undefined, false, undefined, false, WITHOUT_SCOPE_LABELS);
  return serializer.serialize({ resource, scopeMetrics: [{ scope, metrics: metrics.map(onPage) }] });
}

/** @returns the name of a metric on the page, without `_total`, `_bucket`, `_sum` or `_count`. */
export function toPageName(name: string, { unit }: Pick<MetricEntry, 'unit'>): string {
  const word = UNIT_WORDS[unit];
  return word === undefined ? name : `${name}_${word}`;
}

function onPage(metric: MetricData): MetricData {
  const { descriptor } = metric;
  const named = {
    ...descriptor,
    name: toPageName(descriptor.name, descriptor),
    unit: UNIT_WORDS[descriptor.unit] ?? '',
  };
  return { ...metric, descriptor: named };
}
