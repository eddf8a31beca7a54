import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Compile } from 'typebox/compile';
import { CLOSES } from '../../src/protocol/close-codes.ts';
import { ERRORS, type ErrorCode, errorBody, refusal, statusOf } from '../../src/protocol/errors.ts';
import { SERVER_MESSAGES } from '../../src/protocol/server-messages.ts';

/** The wire contract, section 1. */
const CONTRACT: Record<number, string[]> = {
  400: [
    'INVALID_MESSAGE',
    'INVALID_ACTION',
    'MISSING_PARAMETER',
    'INVALID_PARAMETER',
    'INVALID_AUDIO_FORMAT',
    'UNSUPPORTED_LANGUAGE',
    'INVALID_SESSION_ID',
  ],
  401: ['INVALID_TOKEN'],
  403: ['UNAUTHORIZED', 'FORBIDDEN'],
  404: ['SESSION_NOT_FOUND', 'CONNECTION_NOT_FOUND', 'NOT_FOUND'],
  405: ['METHOD_NOT_ALLOWED'],
  409: ['SESSION_EXISTS'],
  413: ['PAYLOAD_TOO_LARGE'],
  429: ['RATE_LIMIT_EXCEEDED'],
  500: ['INTERNAL_ERROR'],
  503: ['SESSION_FULL', 'SERVICE_UNAVAILABLE', 'TRANSCRIBE_UNAVAILABLE', 'TRANSLATION_UNAVAILABLE'],
  504: ['TIMEOUT'],
};
const CODES = Object.keys(ERRORS) as ErrorCode[];

test('the catalogue of errors holds the codes of the contract with their statuses, and no other', () => {
  const catalogue = Object.fromEntries(CODES.map((code) => [code, statusOf(code)]));

  const contract = Object.fromEntries(
    Object.entries(CONTRACT).flatMap(([status, codes]) => codes.map((code) => [code, Number(status)])),
  );

  assert.deepEqual(catalogue, contract);
});

test('every error says what it means, each its own, in one line', () => {
  const meanings = CODES.map((code) => ERRORS[code].meaning);

  assert.equal(new Set(meanings).size, meanings.length);
  for (const meaning of meanings) assert.match(meaning, /^[A-Z][^\n]+\.$/);
});

test('every error makes a message that is as the contract says', () => {
  const check = Compile(SERVER_MESSAGES.error);

  for (const code of CODES) {
    const body = errorBody(refusal(code, { a: 1 }), 'correlation-1', 1_699_500_000_999);

    assert.ok(check.Check(body), code);
    assert.deepEqual(body, {
      type: 'error',
      code,
      statusCode: ERRORS[code].status,
      message: ERRORS[code].meaning,
      details: { a: 1 },
      correlationId: 'correlation-1',
      timestamp: 1_699_500_000,
    });
  }
});

test('an error has details even when there are none, and may have a message of its own', () => {
  assert.deepEqual(refusal('TIMEOUT'), { code: 'TIMEOUT', message: ERRORS.TIMEOUT.meaning, details: {} });
  assert.equal(refusal('TIMEOUT', {}, 'Too slow.').message, 'Too slow.');
});

// ---- closes ----------------------------------------------------------------------------------------------------

test('the catalogue of closes holds the codes of the contract, each once', () => {
  const codes = Object.values(CLOSES).map(({ code }) => code);

  assert.deepEqual(
    [...codes].sort((a, b) => a - b),
    [1000, 1001, 1008, 4408, 4409, 4410, 4413, 4429],
  );
  assert.equal(new Set(Object.values(CLOSES).map(({ meaning }) => meaning)).size, codes.length);
});

test('the number of a close says whether to come back', () => {
  for (const { code, reconnect } of Object.values(CLOSES)) {
    const mustStayAway =
      code === 1000 || code === 1008 || (code >= 4400 && code < 4500 && code !== 4408 && code !== 4413);

    assert.equal(reconnect, !mustStayAway, String(code));
  }
});
