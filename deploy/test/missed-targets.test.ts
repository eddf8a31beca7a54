import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { MISSED_TARGET_LINE, MISSED_TARGETS_ALARM } from '../stack/missed-targets.ts';
import { onlyOne, ROOT, resourcesOf, VARIANTS, type Variant } from './variants.ts';

test('14.5: a latency that misses its target is logged, and the log’s lines alarm after ten minutes', () => {
  const watch = readFileSync(join(ROOT, 'src/integrations/metrics/performance-watch.ts'), 'utf8');
  assert.ok(watch.includes(`'${MISSED_TARGET_LINE}'`), 'the server writes this line');
  for (const variant of Object.keys(VARIANTS) as Variant[]) {
    const { FilterPattern, LogGroupName, MetricTransformations } = onlyOne(variant, 'AWS::Logs::MetricFilter');
    const [{ MetricName, MetricNamespace, MetricValue }] = MetricTransformations;
    const logs = resourcesOf(variant, 'AWS::Logs::LogGroup').find(([id]) => id === LogGroupName.Ref);
    const [, alarm] =
      resourcesOf(variant, 'AWS::CloudWatch::Alarm').find(
        ([, { AlarmName }]) => AlarmName === `rostrum-${MISSED_TARGETS_ALARM}`,
      ) ?? assert.fail('no alarm');

    assert.equal(FilterPattern, `{ $.message = "${MISSED_TARGET_LINE}" }`);
    assert.equal(logs?.[1].LogGroupName, '/rostrum/server');
    assert.deepEqual([MetricNamespace, MetricValue], ['WebSocketAudio', '1']);
    assert.deepEqual([alarm.Namespace, alarm.MetricName, alarm.Statistic], [MetricNamespace, MetricName, 'Sum']);
    assert.deepEqual([alarm.Period * alarm.EvaluationPeriods, alarm.Threshold], [600, 0]);
    assert.equal(alarm.ComparisonOperator, 'GreaterThanThreshold');
    const [topic] =
      resourcesOf(variant, 'AWS::SNS::Topic').find(([, { TopicName }]) => TopicName === 'rostrum-warning') ?? [];
    assert.deepEqual(alarm.AlarmActions, [{ Ref: topic }]);
  }
});
