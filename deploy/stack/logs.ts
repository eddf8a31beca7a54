/** Log groups, which all have an end to how long they keep what is written. */
import { RemovalPolicy } from 'aws-cdk-lib';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

/** A month: long enough to look into what a monthly report shows. The lines have no text, no audio and no names. */
export const LOG_RETENTION = RetentionDays.ONE_MONTH;
/** Of metrics' log events, whose figures CloudWatch keeps for 15 months as metrics. */
export const METRICS_RETENTION = RetentionDays.THREE_DAYS;

export function logGroup(scope: Construct, id: string, logGroupName: string, retention = LOG_RETENTION): LogGroup {
  // Goes with the stack: a group that stays would stop the next stack of this name from being created.
  return new LogGroup(scope, id, { logGroupName, retention, removalPolicy: RemovalPolicy.DESTROY });
}
