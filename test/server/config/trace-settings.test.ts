import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSettings } from '../../../src/server/config/settings.ts';
import { problemsOfTraces, readTraceSettings } from '../../../src/server/config/trace-settings.ts';

const tracesOf = (environment: Record<string, string>) => readTraceSettings(readSettings(environment).values);
const listProblems = (environment: Record<string, string>) => problemsOfTraces(readSettings(environment).values);

test('nothing is traced unless somebody asks for it', () => {
  const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' };
  assert.equal(tracesOf({}), undefined);
  assert.equal(tracesOf({ OTEL_SERVICE_NAME: 'rostrum', OTEL_TRACES_SAMPLER: 'always_on' }), undefined);
  assert.equal(tracesOf({ ...endpoint, OTEL_SDK_DISABLED: 'true' }), undefined);
  assert.equal(tracesOf({ ...endpoint, OTEL_TRACES_EXPORTER: 'none' }), undefined);
});

test('an endpoint or a named exporter turns traces on, and says where they go', () => {
  const urlOf = (environment: Record<string, string>) => tracesOf(environment)?.otlp?.url;
  assert.equal(urlOf({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318/' }), 'http://collector:4318/v1/traces');
  assert.equal(urlOf({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://jaeger/in' }), 'http://jaeger/in');
  assert.equal(urlOf({ OTEL_TRACES_EXPORTER: 'otlp' }), 'http://localhost:4318/v1/traces');
  assert.deepEqual(tracesOf({ OTEL_TRACES_EXPORTER: 'console', OTEL_BSP_MAX_QUEUE_SIZE: '7' }), {
    otlp: undefined,
    toConsole: true,
    batches: { maxWaiting: 7, batchSize: 256, delayMs: 1_000 },
  });
  const both = tracesOf({ OTEL_TRACES_EXPORTER: 'otlp, console' });
  assert.deepEqual([both?.toConsole, both?.otlp !== undefined], [true, true]);
});

test('a wrong value is one line that names the variable', () => {
  const wrong = {
    OTEL_TRACES_EXPORTER: 'zipkin',
    OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'collector:4318',
    OTEL_TRACES_SAMPLER: 'sometimes',
  };
  for (const [name, value] of Object.entries(wrong)) {
    const problems = listProblems({ [name]: value });
    assert.equal(problems.length, 1);
    assert.match(String(problems[0]), new RegExp(`^${name} `));
  }
  for (const ratio of [{}, { OTEL_TRACES_SAMPLER_ARG: '2' }, { OTEL_TRACES_SAMPLER_ARG: 'half' }]) {
    assert.match(
      String(listProblems({ OTEL_TRACES_SAMPLER: 'traceidratio', ...ratio })[0]),
      /^OTEL_TRACES_SAMPLER_ARG /,
    );
  }
  assert.deepEqual(
    listProblems({ OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.1' }),
    [],
  );
  assert.deepEqual(
    listProblems({ OTEL_TRACES_EXPORTER: 'otlp,console', OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' }),
    [],
  );
});
