/**
 * CloudWatch's alarms: one for each rule of ops/alerts, on classic metrics or as PromQL, and one for what only Lambda knows: that
 * the function itself fails.
 */
import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  CfnAlarm,
  type ComparisonOperator,
  type IMetric,
  MathExpression,
  Metric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { type AlertRule, readAlertRules, type Severity } from './alert-rules.ts';
import { type ClassicMetric, type ClassicQuery, toClassicQuery } from './classic-query.ts';
import { NAMESPACE } from './cloudwatch-metrics.ts';
import type { DeployOptions } from './options.ts';

/** The rule that asks Prometheus whether it reaches the server. Here the load balancer knows. */
export const REACHABLE_RULE = 'InstanceDown';
/** The rule whose severity, limit and time also hold for the function itself. The server sees only that Lambda took a transcript. */
const INVOKE_RULE = 'LambdaErrorRate';
export const FUNCTION_ALARM = 'PipelineErrorRate';
const PERIOD_SECONDS = 60;

export interface AlarmsProps extends Pick<DeployOptions, 'alarms'> {
  readonly topics: Readonly<Record<Severity, Topic>>;
  readonly healthyHosts: IMetric;
  readonly pipeline: IFunction;
}

export class Alarms extends Construct {
  /** For the dashboard; PromQL alarms have no construct that it takes. */
  readonly classic: readonly Alarm[];

  constructor(scope: Construct, id: string, { alarms, topics, healthyHosts, pipeline }: AlarmsProps) {
    super(scope, id);
    const classic: Alarm[] = [];
    for (const rule of readAlertRules()) {
      const topic = topics[rule.severity];
      if (rule.name === REACHABLE_RULE) classic.push(this.#add(rule, unreachable(rule, healthyHosts), topic));
      else if (alarms === 'classic') classic.push(this.#add(rule, classicAlarm(rule), topic));
      else this.#addPromQl(rule, topic);
      if (rule.name === INVOKE_RULE) classic.push(this.#add(...functionFails(rule, pipeline), topic));
    }
    this.classic = classic;
  }

  #add(rule: AlertRule, props: ClassicAlarm, topic: Topic): Alarm {
    const alarm = new Alarm(this, rule.name, { ...named(rule), ...props });
    alarm.addAlarmAction(new SnsAction(topic));
    alarm.addOkAction(new SnsAction(topic));
    return alarm;
  }

  /** As CloudWatch's documents have it; not tried on AWS. */
  #addPromQl(rule: AlertRule, topic: Topic): void {
    new CfnAlarm(this, rule.name, {
      ...named(rule),
      evaluationCriteria: {
        promQlCriteria: { query: rule.expression, pendingPeriod: rule.forSeconds, recoveryPeriod: PERIOD_SECONDS },
      },
      evaluationInterval: PERIOD_SECONDS,
      alarmActions: [topic.topicArn],
      okActions: [topic.topicArn],
    });
  }
}

type ClassicAlarm = Pick<
  ConstructorParameters<typeof Alarm>[2],
  'metric' | 'threshold' | 'comparisonOperator' | 'evaluationPeriods' | 'treatMissingData'
>;

function named({ name, severity, summary, runbook }: AlertRule) {
  return { alarmName: `rostrum-${name}`, alarmDescription: `${severity}: ${summary}. ${runbook}` };
}

function classicAlarm({ expression, forSeconds }: AlertRule): ClassicAlarm {
  const query = toClassicQuery(expression);
  // A rule that holds for shorter than its window is one figure of that window; others are one figure a minute.
  const isOneFigure = forSeconds < query.windowSeconds;
  const period = isOneFigure ? query.windowSeconds : PERIOD_SECONDS;
  const figures = isOneFigure ? 1 : forSeconds / PERIOD_SECONDS;
  return {
    metric: toMetric(query, Duration.seconds(period)),
    threshold: query.threshold,
    comparisonOperator: query.comparison as ComparisonOperator,
    // One moment is not a minute: a breaker that opens for 5 s would page somebody.
    evaluationPeriods: query.isOfMoment ? Math.max(figures, 2) : figures,
    // Nothing measured is nothing wrong: nobody speaks. A server that is away has an alarm of its own.
    treatMissingData: TreatMissingData.NOT_BREACHING,
  };
}

function unreachable({ forSeconds }: AlertRule, healthyHosts: IMetric): ClassicAlarm {
  return {
    metric: (healthyHosts as Metric).with({ period: Duration.seconds(PERIOD_SECONDS), statistic: Stats.MAXIMUM }),
    threshold: 1,
    comparisonOperator: 'LessThanThreshold' as ComparisonOperator,
    evaluationPeriods: Math.max(1, forSeconds / PERIOD_SECONDS),
    // A load balancer without a target reports nothing.
    treatMissingData: TreatMissingData.BREACHING,
  };
}

/**
 * Transcripts that the function failed on, or that Lambda dropped because they waited too long, of those that Lambda took. A
 * transcript that failed may be in both, so the larger counts.
 */
function functionFails(rule: AlertRule, pipeline: IFunction): [AlertRule, ClassicAlarm] {
  const period = Duration.seconds(PERIOD_SECONDS);
  const sum = (name: string) => pipeline.metric(name, { period, statistic: Stats.SUM });
  const metric = new MathExpression({
    expression: 'IF(FILL(taken, 0) > 0, MAX([FILL(failed, 0), FILL(dropped, 0)]) / taken, 0)',
    usingMetrics: {
      taken: sum('AsyncEventsReceived'),
      failed: sum('Errors'),
      dropped: sum('AsyncEventsDropped'),
    },
    period,
  });
  const named = { ...rule, name: FUNCTION_ALARM, summary: 'The translation pipeline fails' };
  return [named, { ...classicAlarm(rule), metric }];
}

function toMetric({ metrics, expression }: ClassicQuery, period: Duration): IMetric {
  const usingMetrics = Object.fromEntries(
    Object.entries(metrics).map(([id, metric]) => [id, classicMetric(metric, period)]),
  );
  const [only] = Object.values(usingMetrics);
  if (expression === undefined && only !== undefined) return only;
  return new MathExpression({ expression: expression ?? '', usingMetrics, period });
}

export function classicMetric({ metric, dimensions, statistic }: ClassicMetric, period: Duration): Metric {
  return new Metric({
    namespace: NAMESPACE,
    metricName: metric,
    statistic,
    period,
    ...(dimensions === undefined ? {} : { dimensionsMap: dimensions }),
  });
}
