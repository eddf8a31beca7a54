/** A dashboard of the catalogue: the alarms, then every latency against its target, counters by their sums, present values. */
import { Duration } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  Color,
  Dashboard,
  GraphWidget,
  type IAlarm,
  type IWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { COUNTERS, GAUGES } from '../../src/integrations/metrics/catalogue.ts';
import { LATENCIES } from '../../src/integrations/metrics/latencies.ts';
import { type MetricEntry, TARGET_QUANTILES } from '../../src/integrations/metrics/metric-entry.ts';
import { classicMetric } from './alarms.ts';

export const DASHBOARD_NAME = 'Rostrum';
const PERIOD = Duration.minutes(1);
/** Of 24. */
const WIDTH = 8;
const ALARMS_WIDTH = 24;
const SHOWN_QUANTILES = ['p50', 'p95', 'p99'];

/** Counters that mean something only in embedded mode. */
const ELSEWHERE = /^Local/;

export class RostrumDashboard extends Construct {
  constructor(scope: Construct, id: string, alarms: readonly IAlarm[]) {
    super(scope, id);
    new Dashboard(this, 'Dashboard', {
      dashboardName: DASHBOARD_NAME,
      defaultInterval: Duration.hours(3),
      widgets: [
        [new AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: ALARMS_WIDTH })],
        Object.entries(LATENCIES).map(([name, entry]) => latencyWidget(name, entry)),
        Object.keys(COUNTERS)
          .filter((name) => !ELSEWHERE.test(name))
          .map((name) => graph(name, [{ statistic: 'Sum' }])),
        Object.entries(GAUGES).map(([name, entry]) => gaugeWidget(name, entry)),
      ],
    });
  }
}

function latencyWidget(name: string, { target }: MetricEntry): IWidget {
  const targets = TARGET_QUANTILES.flatMap(([quantile, , label]) => {
    const value = target?.[quantile];
    return value === undefined ? [] : [{ value, label: `target of ${label}`, color: Color.RED }];
  });
  return new GraphWidget({
    title: name,
    width: WIDTH,
    left: SHOWN_QUANTILES.map((statistic) => classicMetric({ metric: name, statistic }, PERIOD)),
    leftAnnotations: targets,
  });
}

function gaugeWidget(name: string, { labels = {} }: MetricEntry): IWidget {
  const [label, values] = Object.entries(labels)[0] ?? [];
  if (label === undefined || values === undefined) return graph(name, [{ statistic: 'Maximum' }]);
  return graph(
    name,
    values.map((value) => ({ statistic: 'Maximum', dimensions: { [label]: value } })),
  );
}

type Line = Omit<Parameters<typeof classicMetric>[0], 'metric'>;

function graph(title: string, lines: readonly Line[]): IWidget {
  const left = lines.map((line) => classicMetric({ metric: title, ...line }, PERIOD));
  return new GraphWidget({ title, width: WIDTH, left });
}
