import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'yaml';
import { METRIC_COUNTERS, METRIC_LATENCIES } from '../../src/actors/ports/metric-names.ts';
import { LATENCIES } from '../../src/integrations/metrics/latencies.ts';
import { FUNCTION_ALARM, REACHABLE_RULE } from '../stack/alarms.ts';
import { readAlertRules, type Severity } from '../stack/alert-rules.ts';
import { toClassicQuery } from '../stack/classic-query.ts';
import { CATALOGUE, type Declaration, declarations, NAMESPACE, REQUIRED_LABELS } from '../stack/cloudwatch-metrics.ts';
import { collectorConfig } from '../stack/collector.ts';
import { MISSED_TARGETS_ALARM } from '../stack/missed-targets.ts';
import { onlyOne, resourcesOf } from './variants.ts';

const ALARM = 'AWS::CloudWatch::Alarm';
const classic = resourcesOf('standard', ALARM).map(([, properties]) => properties);
const promql = resourcesOf('other', ALARM).map(([, properties]) => properties);
const rules = readAlertRules();

const alarmFor = (name: string) =>
  classic.find(({ AlarmName }) => AlarmName === `rostrum-${name}`) ?? assert.fail(`no alarm ${name}`);
const topicOf = (severity: Severity) => {
  const [id] =
    resourcesOf('standard', 'AWS::SNS::Topic').find(([, { TopicName }]) => TopicName === `rostrum-${severity}`) ?? [];
  return [{ Ref: id ?? assert.fail(`no topic ${severity}`) }];
};

/** The requirements' own list. */
for (const [what, name, severity, expected] of [
  [
    'audio latency p95 > 100 ms for 5 minutes',
    'AudioLatencyCritical',
    'critical',
    {
      MetricName: 'AudioProcessingLatency',
      ExtendedStatistic: 'p95',
      Threshold: 100,
      Period: 60,
      EvaluationPeriods: 5,
    },
  ],
  [
    'Transcribe error rate > 5 % for 5 minutes',
    'TranscribeErrorRate',
    'critical',
    { Threshold: 0.05, EvaluationPeriods: 5 },
  ],
  ['Lambda error rate > 1 % for 5 minutes', 'LambdaErrorRate', 'critical', { Threshold: 0.01, EvaluationPeriods: 5 }],
  [
    'audio latency p95 > 75 ms for 10 minutes',
    'AudioLatencyHigh',
    'warning',
    {
      MetricName: 'AudioProcessingLatency',
      ExtendedStatistic: 'p95',
      Threshold: 75,
      Period: 60,
      EvaluationPeriods: 10,
    },
  ],
  [
    'control latency p95 > 150 ms for 10 minutes',
    'ControlLatencyHigh',
    'warning',
    {
      MetricName: 'ControlMessageLatency',
      ExtendedStatistic: 'p95',
      Threshold: 150,
      Period: 60,
      EvaluationPeriods: 10,
    },
  ],
  [
    'rate limit violations > 100 a minute',
    'RateLimitViolationsHigh',
    'warning',
    { MetricName: 'RateLimitViolations', Statistic: 'Sum', Threshold: 100, Period: 60, EvaluationPeriods: 1 },
  ],
] as const) {
  test(`12.4: the requirements' alarm "${what}" is there and ${severity === 'critical' ? 'pages' : 'sends mail'}`, () => {
    const alarm = alarmFor(name);
    assert.deepEqual(Object.fromEntries(Object.keys(expected).map((key) => [key, alarm[key]])), expected);
    assert.equal(alarm.ComparisonOperator, 'GreaterThanThreshold');
    assert.deepEqual(alarm.AlarmActions, topicOf(severity));
    for (const { Period, MetricStat } of alarm.Metrics ?? []) assert.equal(MetricStat?.Period ?? Period ?? 60, 60);
  });
}

test('12.4: error rates are shares of what was tried: streams that idled out are no errors, open ones count as tried', () => {
  const [, ...metrics] = alarmFor('TranscribeErrorRate').Metrics;
  const [{ Expression }] = alarmFor('TranscribeErrorRate').Metrics;
  assert.equal(
    Expression,
    'IF((FILL(whole, 0) + FILL(present, 0)) > 0, (FILL(part, 0) - FILL(other, 0)) / (FILL(whole, 0) + FILL(present, 0)), 0)',
  );
  assert.deepEqual(
    metrics.map(({ Id, MetricStat: { Metric, Stat } }: never) => [
      Id,
      (Metric as { MetricName: string }).MetricName,
      Stat,
    ]),
    [
      ['part', 'TranscribeErrors', 'Sum'],
      ['whole', 'TranscribeStreamsStarted', 'Sum'],
      ['other', 'TranscribeErrors', 'Sum'],
      ['present', 'TranscribeStreams', 'Average'],
    ],
  );
  assert.deepEqual(metrics[2].MetricStat.Metric.Dimensions, [{ Name: 'failure', Value: 'idle' }]);
});

test('12.4: a function that fails after Lambda took the transcript, which the server cannot see, has the alarm of the error rate too', () => {
  const invoking = alarmFor('LambdaErrorRate');
  for (const alarms of [classic, promql]) {
    const failing = alarms.find(({ AlarmName }) => AlarmName === `rostrum-${FUNCTION_ALARM}`);
    const [{ Expression }, ...metrics] = failing.Metrics;
    assert.equal(Expression, 'IF(FILL(taken, 0) > 0, MAX([FILL(failed, 0), FILL(dropped, 0)]) / taken, 0)');
    const [id] = resourcesOf('standard', 'AWS::Lambda::Function')[0] ?? [];
    for (const { MetricStat } of metrics) {
      const { Namespace, Dimensions } = MetricStat.Metric;
      assert.deepEqual(
        [Namespace, Dimensions, MetricStat.Period, MetricStat.Stat],
        ['AWS/Lambda', [{ Name: 'FunctionName', Value: { Ref: id } }], 60, 'Sum'],
      );
    }
    assert.deepEqual(
      metrics.map(({ Id, MetricStat }: never) => [
        Id,
        (MetricStat as { Metric: { MetricName: string } }).Metric.MetricName,
      ]),
      [
        ['taken', 'AsyncEventsReceived'],
        ['failed', 'Errors'],
        ['dropped', 'AsyncEventsDropped'],
      ],
    );
    for (const key of ['Threshold', 'EvaluationPeriods', 'ComparisonOperator', 'TreatMissingData'])
      assert.equal(failing[key], invoking[key], key);
    assert.deepEqual(failing.AlarmActions, topicOf('critical'));
  }
});

test('12.4: every rule of ops/alerts has its alarm of the same severity, and every alarm its rule, but for two that AWS alone has', () => {
  for (const alarms of [classic, promql]) {
    assert.deepEqual(
      alarms.map(({ AlarmName }) => AlarmName).sort(),
      [...rules.map(({ name }) => name), FUNCTION_ALARM, MISSED_TARGETS_ALARM].map((name) => `rostrum-${name}`).sort(),
    );
  }
  for (const { name, severity, runbook } of rules) {
    const { AlarmActions, OKActions, AlarmDescription } = alarmFor(name);
    assert.deepEqual([AlarmActions, OKActions], [topicOf(severity), topicOf(severity)]);
    assert.ok(AlarmDescription.startsWith(severity) && AlarmDescription.endsWith(runbook));
  }
});

test('12.4: nothing measured is nothing wrong, and a server without health is', () => {
  for (const { AlarmName, TreatMissingData, EvaluationPeriods, ComparisonOperator, Threshold } of classic) {
    const isReachable = AlarmName === `rostrum-${REACHABLE_RULE}`;
    assert.equal(TreatMissingData, isReachable ? 'breaching' : 'notBreaching', AlarmName);
    assert.ok(EvaluationPeriods >= 1);
    if (isReachable) assert.deepEqual([ComparisonOperator, Threshold], ['LessThanThreshold', 1]);
  }
});

test('a present value is sent once a minute: one figure, which is about a moment, alarms nobody', () => {
  for (const name of ['CircuitBreakerOpen', 'NoStreamsLeft']) assert.equal(alarmFor(name).EvaluationPeriods, 2, name);
  assert.equal(alarmFor('EventLoopDelayed').EvaluationPeriods, 5);
  // What is counted over a minute is about the whole minute.
  assert.equal(alarmFor('RateLimitViolationsHigh').EvaluationPeriods, 1);
});

const OF_AWS = [REACHABLE_RULE, FUNCTION_ALARM, MISSED_TARGETS_ALARM].map((name) => `rostrum-${name}`);

/** What an alarm or a line of the dashboard asks CloudWatch for. */
interface Asked {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: string }[];
}

/** Whether the collector makes this metric: by exactly these labels, with a value that the catalogue has. */
function isSent({ MetricName, Dimensions = [] }: Asked): boolean {
  const names = Dimensions.map(({ Name }) => Name).sort();
  const isDeclared = (declarations() as Declaration[]).some(
    ({ metric_name_selectors: [selector = ''], dimensions }) =>
      new RegExp(selector).test(MetricName) && dimensions.some((set) => [...set].sort().join() === names.join()),
  );
  return isDeclared && Dimensions.every(({ Name, Value }) => CATALOGUE[MetricName]?.labels?.[Name]?.includes(Value));
}

test('every metric that an alarm asks for is one that the collector sends, with these labels', () => {
  const asked = classic
    // These are about figures of AWS itself.
    .filter(({ AlarmName }) => !OF_AWS.includes(AlarmName))
    .flatMap(({ Metrics, ...own }): Asked[] =>
      Metrics ? Metrics.flatMap((one: { MetricStat?: { Metric: Asked } }) => one.MetricStat?.Metric ?? []) : [own],
    );
  assert.ok(asked.length >= rules.length);
  for (const metric of asked) {
    assert.equal(metric.Namespace, NAMESPACE);
    assert.ok(isSent(metric), JSON.stringify(metric));
  }
  assert.ok(
    !isSent({
      Namespace: NAMESPACE,
      MetricName: 'TranscribeErrors',
      Dimensions: [{ Name: 'failure', Value: 'boredom' }],
    }),
  );
});

test('12.4: every metric of the requirements is sent under its name in the namespace WebSocketAudio, as the counts are by label', () => {
  assert.equal(NAMESPACE, 'WebSocketAudio');
  const requirements = [
    ...['AudioChunksReceived', 'AudioProcessingLatency', 'AudioChunksDropped', 'AudioBufferOverflows'],
    ...['TranscribeStreamInitLatency', 'TranscribeStreamErrors'],
    ...[
      'ControlMessagesReceived',
      'ControlMessageLatency',
      'ListenerNotificationLatency',
      'ListenerNotificationFailures',
    ],
    ...['StatusQueriesReceived', 'StatusQueryLatency', 'PeriodicStatusUpdatesSent'],
    ...['RateLimitViolations', 'ConnectionsClosedForRateLimit', 'LambdaErrors', 'DynamoDBErrors', 'TranscribeErrors'],
  ];
  for (const MetricName of requirements) assert.ok(isSent({ Namespace: NAMESPACE, MetricName }), MetricName);
  for (const [MetricName, labels] of Object.entries(REQUIRED_LABELS)) {
    const Dimensions = labels.map((Name) => ({ Name, Value: CATALOGUE[MetricName]?.labels?.[Name]?.[0] ?? '' }));
    assert.ok(isSent({ Namespace: NAMESPACE, MetricName, Dimensions }), MetricName);
  }
  for (const MetricName of [...METRIC_COUNTERS, ...METRIC_LATENCIES])
    assert.ok(isSent({ Namespace: NAMESPACE, MetricName }), MetricName);
});

test('a percentile is about what its target is about: controls that wait for a table are not in it', () => {
  const { except = {} } = LATENCIES.ControlMessageLatency.target ?? {};
  const [without] = Object.values(except);
  const found = (declarations() as Declaration[]).find(
    ({ metric_name_selectors: [selector], dimensions }) =>
      selector === '^ControlMessageLatency$' && dimensions[0]?.length === 0,
  );
  const [matcher = assert.fail('no matcher')] = found?.label_matchers ?? [];
  const isMeant = (action: string) => new RegExp(matcher.regex).test(action);

  assert.deepEqual(matcher.label_names, ['action']);
  for (const action of CATALOGUE.ControlMessageLatency?.labels?.action ?? [])
    assert.equal(isMeant(action), !without?.includes(action), action);
});

for (const [what, expression, problem] of [
  ['a form that has no translation', 'absent(Sessions)', /no translation/],
  [
    'a metric that is not in the catalogue',
    'sum by (job, instance) (increase(Invented_total[5m])) > 0',
    /Invented is no metric/,
  ],
  [
    'a percentile without what its target leaves out',
    'histogram_quantile(0.95, sum by (job, instance, le) (rate(ControlMessageLatency_milliseconds_bucket[2m]))) > 150',
    /its target without/,
  ],
] as const) {
  test(`${what} stops the synthesis`, () => assert.throws(() => toClassicQuery(expression), problem));
}

test('PromQL alarms are the rules themselves: expression, time and severity', () => {
  for (const { name, expression, forSeconds } of rules.filter((rule) => rule.name !== REACHABLE_RULE)) {
    const { EvaluationCriteria, MetricName } = promql.find(({ AlarmName }) => AlarmName === `rostrum-${name}`);
    assert.equal(MetricName, undefined);
    const { Query, PendingPeriod } = EvaluationCriteria.PromQLCriteria;
    assert.deepEqual([Query, PendingPeriod], [expression, forSeconds]);
  }
});

interface Collector {
  readonly receivers: { readonly otlp: { readonly protocols: { readonly http: { readonly endpoint: string } } } };
  readonly exporters: Readonly<Record<string, Record<string, unknown>>>;
  readonly service: { readonly pipelines: { readonly metrics: { readonly exporters: readonly string[] } } };
}

test('the collector listens inside the task, where the server sends, and hands metrics on as the alarms read them', () => {
  const places = { region: 'eu-west-1', logGroup: '/rostrum/metrics' };
  const [toLogs, toPromQl] = (['classic', 'promql'] as const).map(
    (kind) => parse(collectorConfig(kind, places)) as Collector,
  );
  const environmentOf = (variant: 'standard' | 'other') =>
    Object.fromEntries(
      onlyOne(variant, 'AWS::ECS::TaskDefinition')
        .ContainerDefinitions.find(({ Name }: { Name: string }) => Name === 'server')
        .Environment.map(({ Name, Value }: { Name: string; Value: unknown }) => [Name, Value]),
    );
  const endpoint = toLogs?.receivers.otlp.protocols.http.endpoint;

  assert.equal(environmentOf('standard').OTEL_EXPORTER_OTLP_METRICS_ENDPOINT, `http://${endpoint}/v1/metrics`);
  assert.equal(
    environmentOf('standard').OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION,
    'base2_exponential_bucket_histogram',
  );
  assert.equal(environmentOf('standard').OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE, 'lowmemory');
  assert.equal(environmentOf('other').OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION, undefined);
  const emf = toLogs?.exporters.awsemf;
  assert.deepEqual(
    [emf?.namespace, emf?.log_group_name, emf?.region, emf?.dimension_rollup_option],
    [NAMESPACE, places.logGroup, places.region, 'NoDimensionRollup'],
  );
  assert.deepEqual(Object.keys(toPromQl?.exporters ?? {}), ['otlp_http/cloudwatch']);
  for (const config of [toLogs, toPromQl]) {
    assert.deepEqual(config?.service.pipelines.metrics.exporters, Object.keys(config?.exporters ?? {}));
  }
});

test('what is counted has the unit Count, because CloudWatch refuses units in braces', () => {
  const { exporters } = parse(collectorConfig('classic', { region: 'r', logGroup: 'g' })) as Collector;
  const described = exporters.awsemf?.metric_descriptors as { metric_name: string; unit: string; overwrite: boolean }[];
  const units = new Map(described.map(({ metric_name, unit, overwrite }) => [metric_name, overwrite ? unit : '']));
  for (const [name, { unit }] of Object.entries(CATALOGUE)) {
    assert.equal(units.get(name), unit.startsWith('{') ? 'Count' : undefined, name);
    // The units that the exporter itself translates.
    if (!unit.startsWith('{')) assert.ok(['ms', 's', 'By', '1'].includes(unit), `${name} ${unit}`);
  }
});

test('the dashboard shows every latency with its target, every counter and every present value, all of which are sent', () => {
  const body = onlyOne('standard', 'AWS::CloudWatch::Dashboard').DashboardBody;
  const text = (body['Fn::Join'][1] as unknown[]).map((part) => (typeof part === 'string' ? part : 'x')).join('');
  const { widgets } = JSON.parse(text) as {
    widgets: {
      type: string;
      properties: { title: string; metrics?: unknown[][]; annotations?: { horizontal: { value: number }[] } };
    }[];
  };
  const graphs = new Map(
    widgets.filter(({ type }) => type === 'metric').map(({ properties }) => [properties.title, properties]),
  );

  for (const [name, { target }] of Object.entries(LATENCIES)) {
    const { annotations } = graphs.get(name) ?? assert.fail(name);
    const values = [target?.p50Ms, target?.p90Ms, target?.p95Ms].filter((value) => value !== undefined);
    assert.deepEqual(
      (annotations?.horizontal ?? []).map(({ value }) => value),
      values,
      name,
    );
  }
  for (const name of METRIC_COUNTERS) assert.equal(graphs.has(name), !name.startsWith('Local'), name);
  for (const { metrics = [] } of graphs.values()) {
    for (const [Namespace, MetricName, ...labels] of metrics) {
      const pairs = labels.filter((one) => typeof one === 'string') as string[];
      const Dimensions = pairs.flatMap((Name, at) => (at % 2 === 0 ? [{ Name, Value: pairs[at + 1] ?? '' }] : []));
      assert.ok(
        isSent({ Namespace: String(Namespace), MetricName: String(MetricName), Dimensions }),
        String(MetricName),
      );
    }
  }
});
