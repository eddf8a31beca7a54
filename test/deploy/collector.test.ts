import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { SPAN_NAMES } from '../../src/actors/ports/tracing.ts';
import { SETTINGS } from '../../src/server/config/settings.ts';
import { PIPELINE } from '../../tools/trace/promises.ts';
import {
  builtIn,
  COLLECTOR_CONFIG,
  cacheOf,
  JAEGER_CONFIG,
  JAEGER_VERSION,
  versionIn,
} from '../../tools/trace/tools.ts';
import { findPromtool, runPromtool } from '../support/promtool.ts';
import { type CollectorConfig, collector, compose, jaeger, text } from './deployment-files.ts';

interface TailSampling {
  readonly decision_wait: string;
  readonly decision_wait_after_root_received: string;
  readonly policies: readonly { readonly name: string; readonly type: string; readonly [more: string]: unknown }[];
}
const sampling = collector.processors.tail_sampling as TailSampling;
const { pipelines } = collector.service;

/** What no pipeline uses, and what one uses that is not there. */
function unmatched({
  receivers,
  processors,
  exporters,
  connectors = {},
  extensions,
  service,
}: CollectorConfig): string[] {
  const used = Object.values(service.pipelines);
  const ends = new Set([...Object.keys(connectors)]);
  const pairs: [there: string[], used: string[]][] = [
    [[...Object.keys(receivers), ...ends], used.flatMap((pipeline) => pipeline.receivers)],
    [Object.keys(processors), used.flatMap((pipeline) => pipeline.processors ?? [])],
    [[...Object.keys(exporters), ...ends], used.flatMap((pipeline) => pipeline.exporters)],
    [Object.keys(extensions), [...service.extensions]],
  ];
  return pairs.flatMap(([there, named]) => [
    ...there.filter((name) => !named.includes(name)),
    ...named.filter((name) => !there.includes(name)),
  ]);
}

test('every part of either configuration is used, and every part used is there', () => {
  assert.deepEqual(unmatched(collector), []);
  assert.deepEqual(unmatched(jaeger), []);
});

test('whatever comes in meets the memory limiter first', () => {
  for (const [name, { receivers, processors }] of Object.entries(pipelines)) {
    if (receivers.includes('otlp')) assert.equal(processors?.[0], 'memory_limiter', name);
  }
});

test('spans are counted before any is dropped', () => {
  const counted = Object.values(pipelines).find(({ exporters }) => exporters.includes('span_metrics'));

  assert.deepEqual(counted?.receivers, ['otlp']);
  assert.deepEqual(counted?.processors, ['memory_limiter']);
});

test('only what the tail sampling kept goes to Jaeger', () => {
  const kept = Object.values(pipelines).filter(({ exporters }) => exporters.includes('otlp_grpc/jaeger'));

  assert.equal(kept.length, 1);
  assert.equal(kept[0]?.processors?.[0], 'tail_sampling');
});

test('a trace is waited for longer than audio can be held, and after its root as long as a delivery may take', () => {
  const seconds = (value: string) => Number.parseInt(value, 10);

  assert.ok(seconds(sampling.decision_wait) * 1_000 > SETTINGS.REPLAY_RING_MS.default);
  assert.ok(seconds(sampling.decision_wait_after_root_received) > 5);
});

test('errors and slow utterances are kept, and of the rest a share', () => {
  assert.deepEqual(
    sampling.policies.map(({ name, type }) => [name, type]),
    [
      ['errors', 'status_code'],
      ['slow', 'ottl_condition'],
      ['share', 'probabilistic'],
    ],
  );
});

test('what is called slow are spans and services that there are', () => {
  const conditions = JSON.stringify(sampling.policies[1]);
  const names = [...conditions.matchAll(/span\.name == \\"([^\\]+)\\"/g)].map(([, name]) => name);
  const services = [...conditions.matchAll(/service\.name\\"\] == \\"([^\\]+)\\"/g)].map(([, name]) => name);

  assert.ok(names.length > 0);
  for (const name of names) assert.ok((SPAN_NAMES as readonly (string | undefined)[]).includes(name), name);
  assert.deepEqual(services, [PIPELINE]);
});

test('the builder’s manifest has just the parts that are named, in the version of the image', () => {
  const manifest = parse(text('ops/observability/otelcol-builder.yaml')) as Record<string, { gomod: string }[]>;
  const version = versionIn(text('ops/observability/otelcol-builder.yaml'));
  const partsOf = (kind: string) => (manifest[kind] ?? []).map(({ gomod }) => gomod.split(' '));
  const kinds = ['receivers', 'processors', 'exporters', 'connectors', 'extensions'] as const;
  const plain = (name: string) => (name.split('/')[0] ?? '').replaceAll('_', '');

  assert.equal(compose.services['otel-collector']?.image.split(':')[1], version);
  for (const kind of kinds) {
    const built = partsOf(kind).map(([path = '']) =>
      path
        .split('/')
        .at(-1)
        ?.replace(new RegExp(`${kind.slice(0, -1)}$`), ''),
    );
    const named = Object.keys(collector[kind] ?? {}).map((name) => plain(name).replace('otlpgrpc', 'otlp'));
    assert.deepEqual([...built].sort(), [...new Set(named)].sort(), kind);
    for (const [path, own] of partsOf(kind)) assert.equal(own, `v${version}`, path);
  }
});

test('the image of Jaeger is the version that is built', () => {
  assert.equal(compose.services.jaeger?.image.split(':')[1], JAEGER_VERSION);
});

const built = builtIn(
  cacheOf({ environment: process.env, home: homedir() }),
  versionIn(text('ops/observability/otelcol-builder.yaml')),
);
for (const [name, path, config] of [
  ['collector', built.collector, COLLECTOR_CONFIG],
  ['Jaeger', built.jaeger, JAEGER_CONFIG],
] as const) {
  const skip = !existsSync(path) && 'it is not built here (npm run trace -- --build)';
  test(`the real ${name} takes its configuration`, { skip }, () => {
    const { status, stderr } = spawnSync(path, ['validate', '--config', config], { encoding: 'utf8' });

    assert.equal(status, 0, stderr);
  });
}

test('Prometheus takes its configuration, with the alerts where they are mounted', findPromtool(), async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'rostrum-prometheus-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await cp('ops/prometheus/prometheus.yml', join(folder, 'prometheus.yml'));
  await cp('ops/alerts', join(folder, 'alerts'), { recursive: true });

  const { isFine, output } = runPromtool(['check', 'config', join(folder, 'prometheus.yml')]);

  assert.ok(isFine, output);
  assert.match(output, /rules found/);
});
