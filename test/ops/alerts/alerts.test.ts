import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { COUNTERS, GAUGES, READ_COUNTERS } from '../../../src/integrations/metrics/catalogue.ts';
import { LATENCIES } from '../../../src/integrations/metrics/latencies.ts';
import { toPageName } from '../../../src/integrations/metrics/prometheus-page.ts';
import { findPromtool, runPromtool } from '../../support/promtool.ts';

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly description: string; readonly runbook: string };
}

interface Case {
  readonly alert_rule_test: readonly { readonly alertname: string; readonly exp_alerts: readonly unknown[] }[];
}

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const RULES = 'ops/alerts/rostrum.yml';
const CASES = 'test/ops/alerts/rostrum.test.yml';
const textOf = (path: string) => readFileSync(`${ROOT}/${path}`, 'utf8');
const promtool = findPromtool();

const { groups } = parse(textOf(RULES)) as { groups: { name: string; rules: Rule[] }[] };
const { tests: cases } = parse(textOf(CASES)) as { tests: Case[] };
const rules = groups.flatMap((group) => group.rules);

test('promtool takes the rules, and each fires when it should and not when it should not', {
  skip: promtool.skip,
}, () => {
  const checked = runPromtool(['check', 'rules', RULES], { cwd: ROOT });
  const tested = runPromtool(['test', 'rules', CASES], { cwd: ROOT });

  assert.ok(checked.isFine, checked.output);
  assert.ok(tested.isFine, tested.output);
});

test('every alert is tested with series at which it fires, and with others at which it does not', () => {
  const asked = cases.flatMap((each) => each.alert_rule_test);

  for (const { alert } of rules) {
    const of = asked.filter(({ alertname }) => alertname === alert);
    assert.ok(
      of.some(({ exp_alerts }) => exp_alerts.length > 0),
      `nothing makes ${alert} fire`,
    );
    assert.ok(
      of.some(({ exp_alerts }) => exp_alerts.length === 0),
      `nothing leaves ${alert} silent`,
    );
  }
});

test('every alert is explained in docs/alerts.md where its runbook line says, under its severity, and nothing else is', () => {
  const page = textOf('docs/alerts.md');

  for (const { name, rules: grouped } of groups) {
    const severity = name.replace('rostrum-', '');
    const section = new RegExp(`^## ${severity}$(.*?)(?=^## |$(?![^]))`, 'ims').exec(page)?.[1] ?? '';
    const explained = [...section.matchAll(/^### (\w+)$/gm)].map(([, alert]) => alert);
    assert.deepEqual(
      explained,
      grouped.map(({ alert }) => alert),
      name,
    );
    for (const { alert, labels, annotations } of grouped) {
      assert.equal(labels.severity, severity, alert);
      assert.equal(annotations.runbook, `docs/alerts.md#${alert.toLowerCase()}`);
      assert.ok(annotations.summary !== '' && annotations.description.endsWith('.'), alert);
    }
  }
});

test('every alert looks at metrics that are on the page', () => {
  const suffixed = [
    ...Object.entries({ ...COUNTERS, ...READ_COUNTERS }).map(([name, entry]) => `${toPageName(name, entry)}_total`),
    ...Object.entries(LATENCIES).flatMap(([name, entry]) =>
      ['bucket', 'count'].map((what) => `${toPageName(name, entry)}_${what}`),
    ),
    ...Object.entries(GAUGES).map(([name, entry]) => toPageName(name, entry)),
  ];

  for (const { alert, expr } of rules) {
    // All metrics but Prometheus' own begin with a capital.
    const named = expr.replaceAll(/"[^"]*"/g, '').match(/\b(?:[A-Z]\w+|up)\b/g) ?? [];
    assert.ok(named.length > 0, alert);
    for (const metric of named) assert.ok(metric === 'up' || suffixed.includes(metric), `${alert}: ${metric}`);
  }
});
