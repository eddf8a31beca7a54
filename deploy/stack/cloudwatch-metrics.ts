/**
 * Which metrics CloudWatch gets, and by which labels: every metric of the catalogue without labels, and by a label where the
 * requirements or an alarm ask for it. Each combination costs as a metric of its own.
 */
import { COUNTERS, GAUGES, READ_COUNTERS } from '../../src/integrations/metrics/catalogue.ts';
import { LATENCIES } from '../../src/integrations/metrics/latencies.ts';
import type { MetricEntry } from '../../src/integrations/metrics/metric-entry.ts';

/** The namespace of the requirements. */
export const NAMESPACE = 'WebSocketAudio';

export const CATALOGUE: Readonly<Record<string, MetricEntry>> = {
  ...COUNTERS,
  ...LATENCIES,
  ...GAUGES,
  ...READ_COUNTERS,
};

/** The requirements: by action, by message type, by handler and error type, by operation, by error code. */
export const REQUIRED_LABELS: Readonly<Record<string, readonly string[]>> = {
  ControlMessagesReceived: ['action'],
  RateLimitViolations: ['kind'],
  LambdaErrors: ['handler', 'failure'],
  DynamoDBErrors: ['operation'],
  TranscribeErrors: ['failure'],
};

/** One entry of the collector's `metric_declarations`. */
export interface Declaration {
  readonly dimensions: readonly (readonly string[])[];
  readonly metric_name_selectors: readonly string[];
  readonly label_matchers?: readonly { readonly label_names: readonly string[]; readonly regex: string }[];
}

/** A present value of several labels has no sum: the worst of three delays says something, their average nothing. */
const isByLabelsOnly = (name: string) =>
  (name in GAUGES || name in READ_COUNTERS) && CATALOGUE[name]?.labels !== undefined;

export function declarations(): Declaration[] {
  return Object.entries(CATALOGUE).flatMap(([name, { labels = {}, optional = [], target }]) => {
    const selector = { metric_name_selectors: [`^${name}$`] };
    const every = Object.keys(labels).filter((label) => !optional.includes(label));
    const byLabel = isByLabelsOnly(name) ? every : REQUIRED_LABELS[name];
    const labelled = byLabel === undefined ? [] : [{ ...selector, dimensions: [byLabel] }];
    if (isByLabelsOnly(name)) return labelled;
    const [except] = Object.entries(target?.except ?? {});
    if (except === undefined) return [...labelled, { ...selector, dimensions: [[]] }];
    // The sum is that of the series that the target is about, so that a percentile can be held against it.
    const [label, without] = except;
    const meant = (labels[label] ?? []).filter((value) => !without.includes(value));
    const matcher = { label_names: [label], regex: `^(${meant.join('|')})$` };
    return [...labelled, { ...selector, dimensions: [[]], label_matchers: [matcher] }];
  });
}

/** CloudWatch's unit of what has none in OpenTelemetry: the exporter passes `{chunk}` on, which CloudWatch refuses. */
export function unitDescriptors(): { readonly metric_name: string; readonly unit: string; readonly overwrite: true }[] {
  return Object.entries(CATALOGUE)
    .filter(([, { unit }]) => unit.startsWith('{'))
    .map(([name]) => ({ metric_name: name, unit: 'Count', overwrite: true as const }));
}
