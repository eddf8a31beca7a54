/**
 * An alarm of the server's own lines about targets that it missed: requirement 14.5 asks for one at the target itself, and the
 * alarms of the metrics begin above it (audio: 75 ms, where the target is 50).
 */
import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { FilterPattern, type ILogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { NAMESPACE } from './cloudwatch-metrics.ts';

export const MISSED_TARGETS_ALARM = 'PerformanceTargetMissed';
/** Written by src/integrations/metrics/performance-watch.ts, at most once a minute for each latency. */
export const MISSED_TARGET_LINE = 'performance target missed';
const PERIOD = Duration.minutes(5);
/** Ten minutes, as for the other warnings about latencies. */
const PERIODS = 2;

export function addMissedTargetsAlarm(scope: Construct, logGroup: ILogGroup, topic: ITopic): Alarm {
  const filter = new MetricFilter(scope, 'MissedTargets', {
    logGroup,
    filterPattern: FilterPattern.stringValue('$.message', '=', MISSED_TARGET_LINE),
    metricNamespace: NAMESPACE,
    metricName: 'PerformanceTargetsMissed',
    metricValue: '1',
  });
  const alarm = new Alarm(scope, MISSED_TARGETS_ALARM, {
    alarmName: `rostrum-${MISSED_TARGETS_ALARM}`,
    alarmDescription: 'warning: A latency is over its target. The log has the figures. docs/alerts.md#warning',
    metric: filter.metric({ statistic: Stats.SUM, period: PERIOD }),
    threshold: 0,
    comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
    evaluationPeriods: PERIODS,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
  alarm.addAlarmAction(new SnsAction(topic));
  alarm.addOkAction(new SnsAction(topic));
  return alarm;
}
