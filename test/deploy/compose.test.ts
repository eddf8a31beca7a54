import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { parse } from 'yaml';
import { ASR_SETTINGS, OLD_ASR_NAME } from '../../src/server/config/asr-settings.ts';
import { readConfig } from '../../src/server/config/config.ts';
import { SETTINGS } from '../../src/server/config/settings.ts';
import { collector, compose, jaeger, portsIn, text, variablesOf } from './deployment-files.ts';

const services = Object.entries(compose.services);
const SERVERS = ['server', 'server-aws'];

/** What each service listens on, by its own configuration. */
const LISTENS: Readonly<Record<string, readonly number[]>> = {
  server: [SETTINGS.PORT.default, SETTINGS.ADMIN_PORT.default],
  'server-aws': [SETTINGS.PORT.default, SETTINGS.ADMIN_PORT.default],
  dynamodb: [8000],
  'otel-collector': portsIn(collector),
  jaeger: portsIn(jaeger),
  prometheus: [9090],
  // Its default.
  grafana: [3000],
};

/** `http://name:port/path` → the service and the port, when it is about one of ours. */
function targetOf(address: string): { service: string; port: number } {
  const { hostname, port } = new URL(address.includes('://') ? address : `http://${address}`);
  return { service: hostname, port: Number(port) };
}

function megabytes(size: string): number {
  const [, number = '', unit = ''] = /^(\d+)(M|MiB|G)$/.exec(size) ?? [];
  return Number(number) * (unit === 'G' ? 1_024 : 1);
}

test('whoever is waited for is there, and whoever must be healthy can say so', () => {
  for (const [name, { depends_on = {} }] of services) {
    for (const [other, { condition }] of Object.entries(depends_on)) {
      const awaited = compose.services[other];
      assert.ok(awaited, `${name} waits for ${other}`);
      if (condition === 'service_healthy') assert.ok(awaited.healthcheck, `${other} has a health check`);
      assert.equal(awaited.profiles, undefined, `${other} is started without being named`);
    }
  }
});

test('the server waits for its tables, and the collector for Jaeger', () => {
  assert.equal(compose.services.server?.depends_on?.dynamodb?.condition, 'service_healthy');
  assert.equal(compose.services['otel-collector']?.depends_on?.jaeger?.condition, 'service_healthy');
});

test('every image is pinned to a version', () => {
  for (const [name, { image, build }] of services) {
    if (build) assert.match(text('Dockerfile'), new RegExp(`^FROM \\S+ AS ${build.target}$`, 'm'), name);
    else assert.match(image, /^[\w./-]+:v?\d+\.\d+\.\d+$/, name);
  }
});

test('every file and folder that is mounted exists, and nothing of the repository can be written', () => {
  for (const [name, { volumes = [] }] of services) {
    for (const volume of volumes) {
      const [source = '', , mode] = volume.split(':');
      if (source.startsWith('.')) {
        assert.ok(existsSync(source), `${name} mounts ${source}`);
        assert.equal(mode, 'ro', `${name} mounts ${source}`);
      } else {
        assert.ok(source in compose.volumes, `${name} mounts the volume ${source}`);
      }
    }
  }
});

test('every port is published on loopback only, once, and somebody listens on it inside', () => {
  const published = new Set<string>();
  for (const [name, { ports = [], profiles }] of services) {
    for (const mapping of ports) {
      const [host, outside = '', inside] = mapping.split(':');
      assert.equal(host, '127.0.0.1', name);
      if (profiles === undefined) assert.ok(!published.has(outside), `${outside} is published twice`);
      published.add(outside);
      assert.ok(LISTENS[name]?.includes(Number(inside)), `${name} listens on ${inside}`);
    }
  }
});

test('the embedded server listens on every address of its container, as what is published comes from outside it', () => {
  const { HOST, ADMIN_HOST } = compose.services.server?.environment ?? {};

  assert.deepEqual([HOST, ADMIN_HOST], ['0.0.0.0', '0.0.0.0']);
});

test('every health check asks a port that its own service listens on', () => {
  for (const [name, { healthcheck }] of services) {
    const address = healthcheck?.test.join(' ').match(/http:\/\/127\.0\.0\.1:(\d+)/)?.[1];
    if (healthcheck) assert.ok(LISTENS[name]?.includes(Number(address)), `${name}: ${address}`);
  }
});

test('every address given to the server is a service of ours and a port it listens on', () => {
  for (const name of SERVERS) {
    for (const [variable, value] of Object.entries(compose.services[name]?.environment ?? {})) {
      if (!/ENDPOINT/.test(variable)) continue;
      const { service, port } = targetOf(String(value));
      assert.ok(LISTENS[service]?.includes(port), `${variable}=${value}`);
    }
  }
});

test('the server is told nothing that it does not read', () => {
  for (const name of SERVERS) {
    for (const variable of Object.keys(compose.services[name]?.environment ?? {})) {
      assert.ok(variable in SETTINGS || variable === OLD_ASR_NAME, `${name}: ${variable}`);
    }
  }
});

/** The embedded server's environment where the machine has only these variables. */
function environmentWith(machine: Readonly<Record<string, string>>): Record<string, string> {
  const told = Object.entries(compose.services.server?.environment ?? {});
  const filled = (value: string | number) =>
    String(value).replace(/\$\{(\w+):-([^}]*)\}/g, (_, name: string, otherwise: string) => machine[name] || otherwise);
  return Object.fromEntries(told.map(([name, value]) => [name, filled(value)]));
}

test('whatever the machine says of the recogniser reaches the embedded server, the old name included', () => {
  const plain = readConfig(environmentWith({}));
  assert.ok(plain.ok, plain.ok ? '' : plain.problems.join('; '));
  assert.deepEqual([plain.config.embedded.asr.choice, plain.warnings], [{ kind: 'auto' }, []]);

  const old = readConfig(environmentWith({ [OLD_ASR_NAME]: 'script' }));
  assert.ok(old.ok, old.ok ? '' : old.problems.join('; '));
  assert.deepEqual([old.config.embedded.asr.choice, old.warnings.length], [{ kind: 'script' }, 1]);

  // The image has the model in a folder of its own.
  const names = Object.keys(ASR_SETTINGS).filter((name) => name !== 'EMBEDDED_ASR_MODEL_FOLDER');
  const said = Object.fromEntries(names.map((name) => [name, `the machine’s ${name}`]));
  const told = environmentWith(said);
  assert.deepEqual(Object.fromEntries(names.map((name) => [name, told[name]])), said);
});

test('the collector and Jaeger are told nothing that their configuration does not read', () => {
  for (const [name, config] of [
    ['otel-collector', 'otel-collector.yaml'],
    ['jaeger', 'ops/observability/jaeger.yaml'],
  ] as const) {
    const read = [...variablesOf(text(config)), 'GOMEMLIMIT', 'OTEL_TRACES_SAMPLER'];
    const told = Object.keys(compose.services[name]?.environment ?? {});
    assert.deepEqual(
      told.filter((variable) => !read.includes(variable)),
      [],
      name,
    );
    const mount = compose.services[name]?.volumes?.find((volume) => volume.startsWith(`./${config}:`));
    assert.deepEqual(compose.services[name]?.command, [`--config=${mount?.split(':')[1]}`]);
  }
});

test('the collector sends traces to Jaeger where Jaeger takes them', () => {
  const { endpoint } = collector.exporters['otlp_grpc/jaeger'] as { endpoint: string };

  assert.deepEqual(targetOf(endpoint), { service: 'jaeger', port: 4317 });
  assert.ok(portsIn(jaeger.receivers).includes(4317));
});

test('Prometheus reads from services that listen there, and its rules are where its configuration looks', () => {
  const config = parse(text('ops/prometheus/prometheus.yml')) as {
    rule_files: string[];
    scrape_configs: { job_name: string; static_configs: { targets: string[] }[] }[];
  };

  for (const { job_name, static_configs } of config.scrape_configs) {
    for (const { service, port } of static_configs.flatMap(({ targets }) => targets.map(targetOf))) {
      assert.ok(LISTENS[service]?.includes(port), `${job_name}: ${service}:${port}`);
    }
  }
  assert.deepEqual(config.rule_files, ['alerts/*.yml']);
  assert.ok(compose.services.prometheus?.volumes?.includes('./ops/alerts:/etc/prometheus/alerts:ro'));
  assert.deepEqual(compose.services['server-aws']?.networks?.default?.aliases, ['server']);
});

test('everybody’s memory has a limit, and Go’s own is under it', () => {
  for (const [name, { deploy, environment }] of services) {
    const limit = megabytes(deploy.resources.limits.memory);
    assert.ok(limit > 0, name);
    const { GOMEMLIMIT } = environment ?? {};
    if (GOMEMLIMIT !== undefined) assert.ok(megabytes(String(GOMEMLIMIT)) < limit, name);
  }
  const { limit_mib } = collector.processors.memory_limiter as { limit_mib: number };
  assert.ok(limit_mib < megabytes(String(compose.services['otel-collector']?.environment?.GOMEMLIMIT)));
});

test('a server has longer to end than it takes to drain', () => {
  for (const name of SERVERS) {
    const seconds = Number.parseInt(compose.services[name]?.stop_grace_period ?? '', 10);
    assert.ok(seconds * 1_000 > SETTINGS.DRAIN_TIMEOUT_MS.default, name);
  }
});
