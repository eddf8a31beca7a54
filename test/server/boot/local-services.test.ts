import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { afterRestore, followReturns, serviceOptions } from '../../../src/server/boot/local-services.ts';
import { readConfig } from '../../../src/server/config/config.ts';
import { CountingMetrics } from '../../support/actors/counting-metrics.ts';
import { RecordingLog } from '../../support/actors/recording-log.ts';
import { FakeServices } from '../../support/boot/fake-services.ts';

function toOptions(environment: Record<string, string> = {}) {
  const read = readConfig(environment);
  assert.ok(read.ok, read.ok ? '' : read.problems.join('|'));
  const log = new RecordingLog();
  const metrics = new CountingMetrics();
  return { log, metrics, options: serviceOptions(read.config, 'http://here:8080', log, metrics) };
}

test('the services are started with what the settings say, and deliver to this server', () => {
  const { options } = toOptions({
    DATA_FOLDER: '/data',
    EMBEDDED_FAULTS_PORT: '0',
    CONNECTIONS_TABLE_NAME: 'Sockets',
    AWS_ENDPOINT_URL_DYNAMODB: 'http://db:8000',
    EMBEDDED_ASR: 'script',
  });

  const { asr, connectionsTable, dataFolder, deliveryEndpoint, dynamodbEndpoint, faultsPort } = options;
  assert.deepEqual(
    [dataFolder, faultsPort, connectionsTable, dynamodbEndpoint, deliveryEndpoint, asr.choice],
    ['/data', 0, 'Sockets', 'http://db:8000', 'http://here:8080', { kind: 'script' }],
  );
  assert.ok(existsSync(options.pipelineModule), options.pipelineModule);
  assert.deepEqual([options.pipelineLayer, options.trustedCertFile], [undefined, undefined]);
});

test('what a service prints is logged under its name, and what could be speech is withheld', () => {
  const { log, options } = toOptions();

  options.log('pipeline', 'the marker phrase');

  const [line] = log.lines;
  assert.deepEqual([line?.metadata.service, line?.metadata.line], ['pipeline', '[17 characters withheld]']);
});

test('the end and the return of the services are logged, and ends and recogniser events are counted', () => {
  const { log, metrics, options } = toOptions();

  options.onEvent({ kind: 'ended', how: 'SIGKILL', retryMs: 100 });
  options.onEvent({ kind: 'returned', pid: 7, awayMs: 250 });
  options.onEvent({ kind: 'counted', what: 'restarts', by: 3 });

  assert.deepEqual(
    log.lines.map(({ level, metadata }) => [level, metadata]),
    [
      ['error', { code: 'SERVICE_UNAVAILABLE', how: 'SIGKILL', retryMs: 100 }],
      ['info', { pid: 7, awayMs: 250 }],
    ],
  );
  assert.equal(metrics.total('LocalServicesEnded'), 1);
  assert.equal(metrics.total('LocalRecogniserEvents', { what: 'restarts' }), 3);
});

test('each time the services are back their recogniser is logged, breakers close, and the tables are made again', () => {
  const services = new FakeServices();
  const log = new RecordingLog();
  const done: string[] = [];
  const note = (what: string) => () => void done.push(what);
  followReturns(services, {
    log,
    circuits: {
      transcribe: { serviceReturned: note('transcribe') },
      lambda: { serviceReturned: note('lambda') },
    },
    tables: { restore: note('tables') },
  });
  assert.deepEqual(done, []);

  services.comeBack();
  // Another one may be at work each time.
  services.asr = { ...services.asr, engine: 'pocketsphinx' };
  services.comeBack();

  assert.deepEqual(done, ['transcribe', 'lambda', 'tables', 'transcribe', 'lambda', 'tables']);
  assert.deepEqual(
    log.lines.map(({ metadata }) => metadata.engine),
    ['stamped', 'pocketsphinx'],
  );
});

test('tables that are back are written to at once: the breaker closes before the writes go on', () => {
  const done: string[] = [];
  const note = (what: string) => () => void done.push(what);

  afterRestore({
    circuits: { dynamodb: { serviceReturned: note('breaker') } },
    writer: { tableReturned: note('writer') },
    host: { rewriteRows: note('rows') },
  });

  assert.deepEqual(done, ['breaker', 'writer', 'rows']);
});
