import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StoreError } from '../../../src/actors/records/store-error.ts';
import { refuseTables } from '../../../src/server/boot/refuse-tables.ts';
import { readConfig } from '../../../src/server/config/config.ts';
import { AWS_ENVIRONMENT } from '../../support/boot/aws-environment.ts';

function toLine(environment: Record<string, string>, endpoint: string | undefined, error: unknown): string {
  const read = readConfig(environment);
  assert.ok(read.ok, read.ok ? '' : read.problems.join('|'));
  try {
    refuseTables(read.config, endpoint, error);
  } catch (thrown) {
    assert.ok(thrown instanceof Error);
    assert.equal(thrown.cause, error);
    assert.ok(!thrown.message.includes('\n'));
    return thrown.message;
  }
}

const REFUSED = new StoreError(
  'DynamoDB',
  { failure: 'network', detail: 'The connection could not be made, or broke.', retryable: true, verdict: 'failed' },
  { cause: new Error('connect ECONNREFUSED 127.0.0.1:9') },
);

test('the line names the address and the variable that says it, in either mode', () => {
  const here = { AWS_ENDPOINT_URL_DYNAMODB: 'http://db:8000' };
  const shared = { AWS_ENDPOINT_URL: 'http://all:4566' };
  const why = 'cannot be used: connect ECONNREFUSED 127.0.0.1:9';

  assert.equal(
    toLine({ ...AWS_ENVIRONMENT, ...here, ...shared }, undefined, REFUSED),
    `DynamoDB at http://db:8000 (AWS_ENDPOINT_URL_DYNAMODB) ${why}`,
  );
  assert.equal(
    toLine({ ...AWS_ENVIRONMENT, ...shared }, undefined, REFUSED),
    `DynamoDB at http://all:4566 (AWS_ENDPOINT_URL) ${why}`,
  );
  assert.equal(toLine(AWS_ENVIRONMENT, undefined, REFUSED), `DynamoDB in eu-west-1 (AWS_REGION) ${why}`);
  assert.equal(
    toLine(here, 'http://db:8000', REFUSED),
    `DynamoDB at http://db:8000 (AWS_ENDPOINT_URL_DYNAMODB) ${why}`,
  );
  // The emulator: no variable says where it is, and embedded mode does not read the shared one.
  assert.equal(toLine(shared, 'http://127.0.0.1:4321', REFUSED), `DynamoDB at http://127.0.0.1:4321 ${why}`);
});

test('tables that are not there are named with their variables', () => {
  const missing = new StoreError('DynamoDB', {
    failure: 'notFound',
    detail: 'x',
    retryable: false,
    verdict: 'answered',
  });
  const line = toLine({ ...AWS_ENVIRONMENT, SESSIONS_TABLE_NAME: 'Talks' }, undefined, missing);

  assert.match(line, /there are no tables Talks \(SESSIONS_TABLE_NAME\) and Connections \(CONNECTIONS_TABLE_NAME\)/);
});

test('whatever was thrown gives one line', () => {
  assert.match(toLine({}, 'http://a:1', new Error('first\nsecond')), /cannot be used: first$/);
  assert.match(toLine({}, 'http://a:1', new AggregateError([], '')), /cannot be used: AggregateError$/);
  assert.match(toLine({}, 'http://a:1', 'text'), /cannot be used: text$/);
});
