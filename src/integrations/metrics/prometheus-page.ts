/**
 * What was counted, as a Prometheus page. Names are those that a collector makes of the same metrics sent over OTLP (the unit
 * as a word, then `_total`), so that one set of alerting rules serves both.
 */
import { PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import type { Resource } from '@opentelemetry/resources';
import type { MetricData, ScopeMetrics } from '@opentelemetry/sdk-metrics';
import type { MetricEntry } from './catalogue.ts';

/** Of the text below: the format's version. */
export const PAGE_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** UCUM → the word on the page. A count of something in braces has none. */
const UNIT_WORDS: Readonly<Record<string, string>> = { ms: 'milliseconds', s: 'seconds', By: 'bytes' };
const WITHOUT_SCOPE_LABELS = true;

/** @param resource Shown once, as target_info. */
export function prometheusPage(resource: Resource, { scope, metrics }: ScopeMetrics): string {
  const serializer = new PrometheusSerializer(undefined, false, undefined, false, WITHOUT_SCOPE_LABELS);
  return serializer.serialize({ resource, scopeMetrics: [{ scope, metrics: metrics.map(onPage) }] });
}

/** The name of a metric on the page, without `_total`, `_bucket`, `_sum` or `_count`. */
export function pageNameOf(name: string, { unit }: Pick<MetricEntry, 'unit'>): string {
  const word = UNIT_WORDS[unit];
  return word === undefined ? name : `${name}_${word}`;
}

function onPage(metric: MetricData): MetricData {
  const { descriptor } = metric;
  const named = {
    ...descriptor,
    name: pageNameOf(descriptor.name, descriptor),
    unit: UNIT_WORDS[descriptor.unit] ?? '',
  };
  return { ...metric, descriptor: named };
}
