import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readConfiguration } from '../../pipeline/configuration.ts';

const REQUIRED = { DELIVERY_ENDPOINT: 'http://127.0.0.1:8080' };

test('the delivery endpoint is all that must be set', () => {
  assert.deepEqual(readConfiguration(REQUIRED), {
    engines: 'local',
    region: 'us-east-1',
    connectionsTable: 'Connections',
    deliveryEndpoint: 'http://127.0.0.1:8080',
    translationDeadlineMs: 5_000,
    speechDeadlineMs: 10_000,
    apertiumModesFolder: '/usr/share/apertium/modes',
    path: '/usr/local/bin:/usr/bin:/bin',
  });
});

test('everything can be set', () => {
  const environment = {
    ...REQUIRED,
    ENGINES: 'aws',
    AWS_REGION: 'eu-west-1',
    CONNECTIONS_TABLE_NAME: 'C',
    DELIVERY_ACCESS_KEY_ID: 'id',
    DELIVERY_SECRET_ACCESS_KEY: 'secret',
    TRANSLATION_DEADLINE_MS: '100',
    SPEECH_DEADLINE_MS: '200',
    APERTIUM_MODES_DIR: '/modes',
    PATH: '/bin',
  };

  assert.deepEqual(readConfiguration(environment), {
    engines: 'aws',
    region: 'eu-west-1',
    connectionsTable: 'C',
    deliveryEndpoint: 'http://127.0.0.1:8080',
    deliveryKey: { accessKeyId: 'id', secretAccessKey: 'secret' },
    translationDeadlineMs: 100,
    speechDeadlineMs: 200,
    apertiumModesFolder: '/modes',
    path: '/bin',
  });
});

test('in Lambda the engines are those of AWS, unless told otherwise', () => {
  const lambda = { ...REQUIRED, AWS_LAMBDA_FUNCTION_NAME: 'pipeline' };

  assert.equal(readConfiguration(lambda).engines, 'aws');
  assert.equal(readConfiguration({ ...lambda, ENGINES: 'local' }).engines, 'local');
});

test('a secret stands for the pair of keys, and never beside it', () => {
  const arn = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:delivery-AbCdEf';
  const pair = { DELIVERY_ACCESS_KEY_ID: 'id', DELIVERY_SECRET_ACCESS_KEY: 'secret' };

  const { deliveryKey, deliverySecretArn } = readConfiguration({ ...REQUIRED, DELIVERY_SECRET_ARN: arn });

  assert.equal(deliverySecretArn, arn);
  assert.equal(deliveryKey, undefined);
  assert.throws(() => readConfiguration({ ...REQUIRED, ...pair, DELIVERY_SECRET_ARN: arn }), /set one or the others/);
});

test('every problem is named at once', () => {
  const environment = {
    ENGINES: 'cloud',
    DELIVERY_ENDPOINT: 'ftp://x',
    DELIVERY_ACCESS_KEY_ID: 'id',
    SPEECH_DEADLINE_MS: 'soon',
  };

  assert.throws(
    () => readConfiguration(environment),
    (error: Error) => {
      for (const name of ['ENGINES', 'DELIVERY_ENDPOINT', 'DELIVERY_SECRET_ACCESS_KEY', 'SPEECH_DEADLINE_MS']) {
        assert.match(error.message, new RegExp(name));
      }
      return !error.message.includes('\n');
    },
  );
  assert.throws(() => readConfiguration({}), /DELIVERY_ENDPOINT/);
});
