import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Panel, RowPanel } from '@grafana/schema';
import { parse, stringify } from 'yaml';
import { COLUMNS, dashboard } from '../../../scripts/dashboards/dashboard.ts';
import { DASHBOARD_DOCUMENTS, DASHBOARDS } from '../../../scripts/dashboards/documents.ts';
import { COUNTERS, GAUGES, READ_COUNTERS } from '../../../src/integrations/metrics/catalogue.ts';
import { LATENCIES } from '../../../src/integrations/metrics/latencies.ts';
import type { MetricEntry } from '../../../src/integrations/metrics/metric-entry.ts';
import { toPageName } from '../../../src/integrations/metrics/prometheus-page.ts';
import { compose, text } from '../../deploy/deployment-files.ts';
import { findPromtool, runPromtool } from '../../support/promtool.ts';

const dashboards = Object.entries(DASHBOARDS).map(([file, written]) => ({ file, board: dashboard(written) }));
const panels = dashboards.flatMap(({ file, board }) =>
  (board.panels ?? []).filter(isPanel).map((panel) => ({ where: `${file}: ${panel.title}`, panel })),
);
const queries = panels.flatMap(({ where, panel }) =>
  (panel.targets ?? []).map((target) => ({ where, expr: String(target.expr), legend: String(target.legendFormat) })),
);
const promtool = findPromtool();

function isPanel(panel: Panel | RowPanel): panel is Panel {
  return panel.type !== 'row';
}

/** Series on the page → the metric's entry and its name in the catalogue. */
const series = new Map<string, { readonly name: string; readonly entry: MetricEntry }>(
  [
    ...Object.entries({ ...COUNTERS, ...READ_COUNTERS }).map(([name, entry]) => [name, entry, '_total'] as const),
    ...Object.entries(LATENCIES).map(([name, entry]) => [name, entry, '_bucket'] as const),
    ...Object.entries(GAUGES).map(([name, entry]) => [name, entry, ''] as const),
  ].map(([name, entry, suffix]) => [`${toPageName(name, entry)}${suffix}`, { name, entry }]),
);

/** The series that a query names. All of ours begin with a capital. */
const namedIn = (expr: string) => expr.replaceAll(/"[^"]*"/g, '').match(/\b[A-Z]\w+/g) ?? [];
/** The labels that it groups by, or chooses by. */
const labelsIn = (expr: string) => [
  ...[...expr.matchAll(/by \(([^)]*)\)/g)].flatMap(([, names = '']) => names.split(/,\s*/)),
  ...[...expr.matchAll(/(\w+)\s*(?:=~|!~|!=|=)\s*"/g)].map(([, name = '']) => name),
];
/** As Grafana fills its variables in. */
const filled = (expr: string) => expr.replaceAll('$__rate_interval', '1m').replaceAll('$instance', '.*');

test('Prometheus understands every query', { skip: promtool.skip }, (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'rostrum-queries-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const rules = queries.map(({ expr }, at) => ({ record: `query_${at}`, expr: filled(expr) }));
  writeFileSync(join(folder, 'rules.yml'), stringify({ groups: [{ name: 'queries', rules }] }));

  const checked = runPromtool(['check', 'rules', join(folder, 'rules.yml')]);

  assert.ok(queries.length > 0);
  assert.ok(checked.isFine, checked.output);
  assert.match(checked.output, new RegExp(`${queries.length} rules found`));
});

test('every query names only series of the metrics page, with labels that they have', () => {
  for (const { where, expr } of queries) {
    const found = namedIn(expr).map((name) => series.get(name));
    assert.ok(found.length > 0 && !found.includes(undefined), `${where}: ${expr}`);
    const has = new Set(['job', 'instance', 'le', ...found.flatMap((each) => Object.keys(each?.entry.labels ?? {}))]);
    for (const label of labelsIn(expr)) assert.ok(has.has(label), `${where}: ${label} in ${expr}`);
  }
});

test('every metric of the catalogue is on a panel, and so every metric of the requirements', () => {
  const shown = new Set(queries.flatMap(({ expr }) => namedIn(expr)));

  const missing = [...series].filter(([name]) => !shown.has(name)).map(([, { name }]) => name);

  assert.deepEqual(missing, []);
});

test('every series’ name on a panel tells it from the others', () => {
  for (const { where, panel } of panels) {
    const own = (panel.targets ?? []).map(({ legendFormat }) => legendFormat);
    assert.equal(new Set(own).size, own.length, where);
  }
  for (const { where, expr, legend } of queries) {
    const grouped = /^(?:sum|max) by \(([^)]*)\)/.exec(expr)?.[1]?.split(', ') ?? [];
    for (const label of grouped.filter((each) => each !== 'job')) assert.ok(legend.includes(`{{${label}}}`), where);
  }
});

test('every latency with a target has its limits as lines', () => {
  for (const [name, { target }] of Object.entries(LATENCIES)) {
    const limits = [target?.p50Ms, target?.p90Ms, target?.p95Ms].filter((ms) => ms !== undefined);
    const of = panels.filter(({ panel }) => JSON.stringify(panel.targets).includes(`${name}_milliseconds_bucket`));
    for (const { where, panel } of of) {
      const steps = panel.fieldConfig?.defaults.thresholds?.steps.map(({ value }) => value).slice(1) ?? [];
      assert.deepEqual(steps, limits, where);
    }
    assert.ok(of.length > 0, name);
  }
});

test('no panel covers another or leaves the grid, and each has its own number', () => {
  for (const { file, board } of dashboards) {
    const taken = new Set<string>();
    const ids = new Set<number | undefined>();
    for (const { id, title, gridPos } of board.panels ?? []) {
      assert.ok(gridPos && Number.isInteger(gridPos.w) && gridPos.x + gridPos.w <= COLUMNS, `${file}: ${title}`);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
          assert.ok(!taken.has(`${x} ${y}`), `${file}: ${title} covers another panel`);
          taken.add(`${x} ${y}`);
        }
      }
      assert.ok(!ids.has(id), `${file}: ${title}`);
      ids.add(id);
    }
  }
});

test('Grafana finds the dashboards and the source of their data where compose.yaml mounts them', () => {
  const { volumes = [], environment = {}, image } = compose.services.grafana ?? {};
  const mounted = new Map(volumes.map((volume) => volume.split(':').reverse().slice(1) as [string, string]));
  const { providers } = parse(text('ops/grafana/provisioning/dashboards/rostrum.yaml')) as {
    providers: { options: { path: string } }[];
  };
  const { datasources } = parse(text('ops/grafana/provisioning/datasources/rostrum.yaml')) as {
    datasources: { type: string; url: string; jsonData?: { timeInterval: string } }[];
  };
  const { global } = parse(text('ops/prometheus/prometheus.yml')) as { global: { scrape_interval: string } };
  const folder = mounted.get(providers[0]?.options.path ?? '');
  const home = environment.GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH;

  assert.equal(mounted.get('/etc/grafana/provisioning'), './ops/grafana/provisioning');
  assert.equal(folder, './ops/grafana/dashboards');
  for (const path of Object.keys(DASHBOARD_DOCUMENTS)) assert.ok(existsSync(path) && `./${path}`.startsWith(folder));
  assert.ok(existsSync(String(home).replace(providers[0]?.options.path ?? '', folder)));
  for (const { url } of datasources) {
    const { hostname, port } = new URL(url);
    assert.ok(
      compose.services[hostname]?.ports?.some((mapping) => mapping.endsWith(`:${port}`)),
      url,
    );
  }
  assert.equal(datasources.find(({ type }) => type === 'prometheus')?.jsonData?.timeInterval, global.scrape_interval);
  const schema = JSON.parse(readFileSync('node_modules/@grafana/schema/package.json', 'utf8')) as { version: string };
  assert.equal(image, `grafana/grafana:${schema.version}`, 'the types are those of the image');
});

test('whoever reaches Grafana may look, and can neither sign in nor change anything', () => {
  const { environment = {}, ports } = compose.services.grafana ?? {};
  const { providers } = parse(text('ops/grafana/provisioning/dashboards/rostrum.yaml')) as {
    providers: { allowUiUpdates: boolean }[];
  };

  assert.deepEqual(ports, ['127.0.0.1:3000:3000']);
  assert.equal(environment.GF_AUTH_ANONYMOUS_ORG_ROLE, 'Viewer');
  assert.deepEqual([environment.GF_AUTH_DISABLE_LOGIN_FORM, environment.GF_AUTH_BASIC_ENABLED], ['true', 'false']);
  assert.deepEqual(
    providers.map(({ allowUiUpdates }) => allowUiUpdates),
    [false],
  );
});
