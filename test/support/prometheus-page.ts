/** Reads a Prometheus page as strictly as the format is written down (text, 0.0.4). Throws at the first thing that is not so. */
import assert from 'node:assert/strict';

export interface PageMetric {
  readonly type: string;
  readonly help: string;
  /** By name with labels as they stand there. */
  readonly samples: ReadonlyMap<string, number>;
}

export interface Page {
  readonly metrics: ReadonlyMap<string, PageMetric>;
  /** Of all metrics. @returns undefined when there is none of this name and these labels. */
  value(series: string): number | undefined;
}

const TYPES = ['counter', 'gauge', 'histogram', 'summary', 'untyped'];
const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const LABEL = '[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\\\\n]|\\\\[\\\\n"])*"';
const SAMPLE = new RegExp(`^(${NAME})(\\{(?:${LABEL}(?:,${LABEL})*)?\\})? ([-+]?Inf|NaN|[-+\\d.eE]+)$`);
const HELP = new RegExp(`^# HELP (${NAME}) (.+)$`);
const TYPE = new RegExp(`^# TYPE (${NAME}) (\\w+)$`);
const LE = /,?le="([^"]+)"/;

export function readPrometheusPage(text: string): Page {
  assert.ok(text.endsWith('\n'), 'the last line has no end');
  const metrics = new Map<string, { type: string; help: string; samples: Map<string, number> }>();
  let help: { name: string; text: string } | undefined;
  let current: { name: string; type: string; samples: Map<string, number> } | undefined;
  for (const line of text.split('\n').filter((each) => each !== '')) {
    const [, helpName, helpText] = HELP.exec(line) ?? [];
    const [, typeName, type] = TYPE.exec(line) ?? [];
    if (helpName !== undefined && helpText !== undefined) {
      help = { name: helpName, text: helpText };
    } else if (typeName !== undefined && type !== undefined) {
      assert.equal(help?.name, typeName, `no HELP before ${line}`);
      assert.ok(TYPES.includes(type), line);
      assert.ok(!metrics.has(typeName), `${typeName} is there twice`);
      current = { name: typeName, type, samples: new Map() };
      metrics.set(typeName, { ...current, help: help.text });
    } else if (!line.startsWith('# UNIT ')) {
      const [, name = '', labels = '', value = ''] = SAMPLE.exec(line) ?? assert.fail(`no sample: ${line}`);
      assert.ok(current && isOf(name, current), `${line} is not of the metric before it`);
      assert.ok(!current.samples.has(name + labels), `${line} is there twice`);
      current.samples.set(name + labels, Number(value.replace('Inf', 'Infinity')));
    }
  }
  for (const [name, metric] of metrics) checkMetric(name, metric);
  const all = new Map([...metrics.values()].flatMap(({ samples }) => [...samples]));
  return { metrics, value: (series) => all.get(series) };
}

function isOf(name: string, { name: metric, type }: { name: string; type: string }): boolean {
  return type === 'histogram'
    ? [`${metric}_bucket`, `${metric}_sum`, `${metric}_count`].includes(name)
    : name === metric;
}

function checkMetric(name: string, { type, samples }: PageMetric): void {
  if (type === 'counter') assert.ok(name.endsWith('_total'), `${name} is a counter without _total`);
  if (type === 'histogram') checkHistogram(name, samples);
}

/** In each series buckets rise in bound and count, up to +Inf, which holds all. */
function checkHistogram(name: string, samples: ReadonlyMap<string, number>): void {
  const last = new Map<string, { bound: number; count: number }>();
  for (const [series, count] of samples) {
    const [, le] = LE.exec(series) ?? [];
    if (le === undefined) continue;
    const labels = series.slice(`${name}_bucket`.length).replace(LE, '').replace('{}', '');
    const bound = Number(le.replace('Inf', 'Infinity'));
    const before = last.get(labels) ?? { bound: Number.NEGATIVE_INFINITY, count: 0 };
    assert.ok(bound > before.bound && count >= before.count, `${series} does not follow the bucket before it`);
    last.set(labels, { bound, count });
  }
  assert.ok(last.size > 0, `${name} has no buckets`);
  for (const [labels, { bound, count }] of last) {
    assert.equal(bound, Number.POSITIVE_INFINITY, `${name}${labels} has no bucket for all`);
    assert.equal(samples.get(`${name}_count${labels}`), count);
    assert.ok((samples.get(`${name}_sum${labels}`) ?? Number.NaN) >= 0);
  }
}
