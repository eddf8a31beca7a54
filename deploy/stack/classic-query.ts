/**
 * Translates the alerting rules into queries of classic CloudWatch metrics. The rules use a few forms of PromQL, which are
 * listed here; another form is an error at synthesis, so that no rule goes without its alarm.
 */

import { toSeconds } from './alert-rules.ts';
import { CATALOGUE } from './cloudwatch-metrics.ts';

export interface ClassicMetric {
  /** In the catalogue. */
  readonly metric: string;
  readonly dimensions?: Readonly<Record<string, string>>;
  /** As CloudWatch writes it: Sum, Maximum, p95. */
  readonly statistic: string;
}

export interface ClassicQuery {
  readonly metrics: Readonly<Record<string, ClassicMetric>>;
  /** Metric math over the metrics' names. Undefined: the one metric itself. */
  readonly expression?: string;
  readonly comparison: 'GreaterThanThreshold' | 'LessThanOrEqualToThreshold';
  readonly threshold: number;
  /** Seconds that one figure is about; at least. */
  readonly windowSeconds: number;
  /** The server sends a present value once a minute: each figure is about a moment, not about its minute. */
  readonly isOfMoment?: boolean;
}

const SUM_BY = 'sum by \\(job, instance(?:, \\w+)?\\) ';
const NAME = '([A-Za-z]+?)';
const SELECTOR = '(?:\\{([^}]*)\\})?';
const WINDOW = '\\[(\\w+)\\]';
const UNIT = '(?:_milliseconds)?';
const increase = `${SUM_BY}\\(increase\\(${NAME}${UNIT}_(total|count)${SELECTOR}${WINDOW}\\)\\)`;
const MINUTE_SECONDS = 60;

type Form = readonly [pattern: RegExp, toQuery: (...groups: string[]) => ClassicQuery];

const over = (threshold: string | undefined) =>
  ({ comparison: 'GreaterThanThreshold', threshold: Number(threshold) }) as const;

const FORMS: readonly Form[] = [
  // A percentile over its limit.
  [
    new RegExp(
      `^histogram_quantile\\(([\\d.]+), sum by \\(job, instance, le\\) \\(rate\\(${NAME}_milliseconds_bucket${SELECTOR}${WINDOW}\\)\\)\\) > (\\d+)$`,
    ),
    (quantile = '', metric = '', selector, _window, threshold) => {
      checkExcept(metric, selector);
      const statistic = `p${Number(quantile) * 100}`;
      return { metrics: { m: { metric, statistic } }, ...over(threshold), windowSeconds: MINUTE_SECONDS };
    },
  ],
  // A share of something: of what was started, and of what is there.
  [
    new RegExp(
      `^${increase} / (?:${increase}|\\(${increase} \\+ ${SUM_BY}\\(avg_over_time\\(${NAME}${WINDOW}\\)\\)\\)) > ([\\d.]+)$`,
    ),
    (...groups) => {
      const [part = '', , except, window = '', one, oneKind, , , some, someKind, , , present, , threshold] = groups;
      const whole = one ?? some ?? '';
      const metrics: Record<string, ClassicMetric> = {
        part: { metric: part, statistic: 'Sum' },
        whole: { metric: whole, statistic: (oneKind ?? someKind) === 'count' ? 'SampleCount' : 'Sum' },
      };
      let counted = 'FILL(part, 0)';
      if (except) {
        metrics.other = { metric: part, statistic: 'Sum', dimensions: dimensionsNotEqual(except) };
        counted = '(FILL(part, 0) - FILL(other, 0))';
      }
      let all = 'FILL(whole, 0)';
      if (present) {
        metrics.present = { metric: present, statistic: 'Average' };
        all = '(FILL(whole, 0) + FILL(present, 0))';
      }
      // Without the condition a minute without anything would be 0 divided by 0.
      const expression = `IF(${all} > 0, ${counted} / ${all}, 0)`;
      return { metrics, expression, ...over(threshold), windowSeconds: toSeconds(window) };
    },
  ],
  // Something that should not happen at all, for each label or not: the alarm is about the sum.
  [
    new RegExp(`^${increase} > (\\d+)$`),
    (metric = '', _kind, _selector, window = '', threshold) => ({
      metrics: { m: { metric, statistic: 'Sum' } },
      ...over(threshold),
      windowSeconds: toSeconds(window),
    }),
  ],
  // So many a minute.
  [
    new RegExp(`^${SUM_BY}\\(rate\\(${NAME}_total${WINDOW}\\)\\) \\* 60 > (\\d+)$`),
    (metric = '', _window, threshold) => ({
      metrics: { m: { metric, statistic: 'Sum' } },
      ...over(threshold),
      windowSeconds: MINUTE_SECONDS,
    }),
  ],
  // The worst present value, of all label values or of one.
  [
    new RegExp(
      `^max by \\(job, instance(?:, (\\w+))?\\) \\((?:max_over_time\\()?${NAME}${UNIT}${SELECTOR}(?:${WINDOW}\\))?\\) > (\\d+)$`,
    ),
    (label, metric = '', selector, _window, threshold) => ({
      ...largest(metric, label, selector),
      ...over(threshold),
      windowSeconds: MINUTE_SECONDS,
      isOfMoment: true,
    }),
  ],
  // Nothing is left.
  [
    new RegExp(`^min by \\(job, instance\\) \\(${NAME}\\) <= (\\d+)$`),
    (metric = '', threshold) => ({
      metrics: { m: { metric, statistic: 'Minimum' } },
      comparison: 'LessThanOrEqualToThreshold',
      threshold: Number(threshold),
      windowSeconds: MINUTE_SECONDS,
      isOfMoment: true,
    }),
  ],
  // Something waits all the time, and something fails.
  [
    new RegExp(
      `^max by \\(job, instance\\) \\(min_over_time\\(${NAME}${WINDOW}\\)\\) > 0 and on \\(job, instance\\) ${increase} > 0$`,
    ),
    (waiting = '', window = '', failing = '') => ({
      metrics: { waiting: { metric: waiting, statistic: 'Minimum' }, failing: { metric: failing, statistic: 'Sum' } },
      expression: 'IF(FILL(waiting, 0) > 0 AND FILL(failing, 0) > 0, 1, 0)',
      comparison: 'GreaterThanThreshold',
      threshold: 0,
      windowSeconds: toSeconds(window),
    }),
  ],
];

/** @throws Error for a form that is not listed, and for a metric or label that is not in the catalogue. */
export function toClassicQuery(expression: string): ClassicQuery {
  for (const [pattern, toQuery] of FORMS) {
    const match = pattern.exec(expression);
    if (match === null) continue;
    const query = toQuery(...match.slice(1));
    for (const { metric } of Object.values(query.metrics)) {
      if (!(metric in CATALOGUE)) throw new Error(`${metric} is no metric of the catalogue, in: ${expression}`);
    }
    return query;
  }
  throw new Error(`this form of a rule has no translation to CloudWatch yet: ${expression}`);
}

/** One gauge with a label is one metric for each of its values. */
function largest(metric: string, label: string | undefined, selector: string | undefined) {
  if (selector !== undefined) {
    const [name = '', value = ''] = /^(\w+)="([^"]*)"$/.exec(selector)?.slice(1) ?? [];
    return { metrics: { m: { metric, statistic: 'Maximum', dimensions: { [name]: value } } } };
  }
  if (label === undefined) return { metrics: { m: { metric, statistic: 'Maximum' } } };
  const values = CATALOGUE[metric]?.labels?.[label] ?? [];
  const metrics = Object.fromEntries(
    values.map((value, at) => [`m${at}`, { metric, statistic: 'Maximum', dimensions: { [label]: value } }]),
  );
  return { metrics, expression: `MAX([${Object.keys(metrics).join(', ')}])` };
}

/** @param selector `label!="value"`. */
function dimensionsNotEqual(selector: string): Record<string, string> {
  const [label, value] = /^(\w+)!="([^"]*)"$/.exec(selector)?.slice(1) ?? [];
  if (label === undefined || value === undefined) throw new Error(`${selector} has no translation to CloudWatch yet`);
  return { [label]: value };
}

/** What a percentile leaves out must be what the metric without labels leaves out in CloudWatch: the target's exceptions. */
function checkExcept(metric: string, selector: string | undefined): void {
  const [label, values] = Object.entries(CATALOGUE[metric]?.target?.except ?? {})[0] ?? [];
  const expected = label === undefined ? undefined : `${label}!~"${values?.join('|')}"`;
  if (selector !== expected) throw new Error(`${metric} is without ${selector}, and its target without ${expected}`);
}
