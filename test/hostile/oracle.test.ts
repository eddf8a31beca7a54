import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorBody, refusal } from '../../src/protocol/errors.ts';
import { Findings } from '../../verify/fuzz/findings.ts';
import { Oracle } from '../../verify/fuzz/oracle.ts';

const NOW_MS = 1_699_500_000_000;

function judge(see: (oracle: Oracle) => void): string[] {
  const findings = new Findings();
  see(new Oracle(findings, 'test', () => {}));
  return findings.all().map(({ kind }) => kind);
}

const ofMessage = (message: unknown) => judge((oracle) => oracle.message(JSON.stringify(message)));
const error = errorBody(refusal('INVALID_ACTION', { action: 'dance' }), 'id', NOW_MS);
const http = (status: number, body: unknown, more = {}) =>
  judge((oracle) =>
    oracle.http({
      status,
      body: JSON.stringify(body),
      isJson: true,
      isBodyless: false,
      errorType: '',
      isOpenToPages: false,
      ...more,
    }),
  );

test('the oracle passes what the contract says', () => {
  assert.deepEqual(ofMessage({ type: 'heartbeatAck', timestamp: 1 }), []);
  assert.deepEqual(ofMessage(error), []);
  assert.deepEqual(http(400, error), []);
  assert.deepEqual(http(410, { message: 'gone' }, { errorType: 'GoneException' }), []);
  assert.deepEqual(
    judge((oracle) => oracle.ending({ code: 4410, reason: '' })),
    [],
  );
});

test('the oracle tells of everything else', () => {
  assert.deepEqual(
    judge((oracle) => oracle.message('{')),
    ['an answer that is not a JSON object'],
  );
  assert.deepEqual(ofMessage([]), ['an answer that is not a JSON object']);
  assert.deepEqual(ofMessage({ type: 'surprise' }), ['a message of an unknown type']);
  assert.deepEqual(ofMessage({ type: 'heartbeatAck', timestamp: 1, clientTimestamp: null }), [
    'a message that breaks its schema: heartbeatAck',
  ]);
  assert.ok(ofMessage({ ...error, code: 'OOPS' }).includes('an error that is not in the catalogue'));
  assert.deepEqual(ofMessage({ ...error, statusCode: 404 }), ['an error with a wrong status']);
  assert.deepEqual(ofMessage(errorBody(refusal('INTERNAL_ERROR'), 'id', NOW_MS)), ['INTERNAL_ERROR for bad input']);
  assert.deepEqual(http(404, error), ['an HTTP error with a statusCode other than its status']);
  assert.ok(http(500, error).includes('an HTTP answer of 500'));
  assert.deepEqual(http(404, error, { isJson: false }), ['an HTTP error that is not JSON']);
  assert.deepEqual(
    judge((oracle) => oracle.ending({ code: 1006, reason: '' })),
    ['a socket that sent nothing invalid was closed with 1006'],
  );
});

test('of a local port a failure, an open door to pages, and an answer to somebody of elsewhere are told', () => {
  const answer = { status: 200, body: '{}', isJson: true, isBodyless: false, errorType: '', isOpenToPages: false };
  const local = (more: object, isForeign = false) =>
    judge((oracle) => oracle.local({ ...answer, ...more }, isForeign, 'request'));

  assert.deepEqual(local({}), []);
  assert.deepEqual(local({ status: 403 }, true), []);
  assert.deepEqual(local({ status: 500 }), ['a local port answered with a failure']);
  assert.deepEqual(local({ isOpenToPages: true }), ['a local port lets pages of other sites read its answers']);
  assert.deepEqual(local({}, true), ['a local port answered a foreign page or host name']);
});
