/** The alerting rules of ops/alerts, read. They are the one list of alarms: CloudWatch's are made from them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

export type Severity = 'critical' | 'warning';

export interface AlertRule {
  readonly name: string;
  readonly severity: Severity;
  /** PromQL, on one line. */
  readonly expression: string;
  /** How long it must hold, seconds. 0: at once. */
  readonly forSeconds: number;
  readonly summary: string;
  readonly runbook: string;
}

const FILE = join(import.meta.dirname, '../../ops/alerts/rostrum.yml');

interface RuleFile {
  readonly groups: readonly {
    readonly rules: readonly {
      readonly alert: string;
      readonly expr: string;
      readonly for?: string;
      readonly labels: { readonly severity: Severity };
      readonly annotations: { readonly summary: string; readonly runbook: string };
    }[];
  }[];
}

export function readAlertRules(file = FILE): AlertRule[] {
  const { groups } = parse(readFileSync(file, 'utf8')) as RuleFile;
  return groups.flatMap(({ rules }) =>
    rules.map((rule) => ({
      name: rule.alert,
      severity: rule.labels.severity,
      expression: rule.expr.replace(/\s+/g, ' ').trim(),
      forSeconds: rule.for === undefined ? 0 : toSeconds(rule.for),
      summary: rule.annotations.summary,
      runbook: rule.annotations.runbook,
    })),
  );
}

const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600 };

/** @param text As in Prometheus: 30s, 5m, 1h. @throws Error for anything else. */
export function toSeconds(text: string): number {
  const [, count, unit] = /^(\d+)([smh])$/.exec(text) ?? [];
  const seconds = UNIT_SECONDS[unit ?? ''];
  if (count === undefined || seconds === undefined) throw new Error(`${text} is no time of a rule`);
  return Number(count) * seconds;
}
