import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Compile } from 'typebox/compile';
import { CLOSES } from '../../src/protocol/close-codes.ts';
import { CLOSE_MEANINGS } from '../../src/protocol/close-meanings.ts';
import { ERRORS } from '../../src/protocol/error-table.ts';
import {
  type DetailsOf,
  type ErrorCode,
  errorBody,
  type Refusal,
  refusal,
  statusOf,
} from '../../src/protocol/errors.ts';
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
const service = 'DynamoDB';
const parameter = 'role';

/** Details of each code, as the compiler takes them. */
const DETAILS: { readonly [C in ErrorCode]: DetailsOf<C> } = {
  INVALID_MESSAGE: {},
  INVALID_ACTION: { action: 'dance' },
  MISSING_PARAMETER: { parameter },
  INVALID_PARAMETER: { parameter: 'state', invalidMembers: ['speed'] },
  INVALID_AUDIO_FORMAT: { reason: 'container', looksLike: 'riff' },
  UNSUPPORTED_LANGUAGE: { supported: ['en', 'es'] },
  INVALID_SESSION_ID: { parameter: 'sessionId' },
  INVALID_TOKEN: { reason: 'expired' },
  UNAUTHORIZED: { requiredRole: 'speaker' },
  FORBIDDEN: { reason: 'origin' },
  SESSION_NOT_FOUND: { reason: 'ended' },
  CONNECTION_NOT_FOUND: { reason: 'replaced' },
  NOT_FOUND: {},
  METHOD_NOT_ALLOWED: { allow: 'GET, HEAD' },
  SESSION_EXISTS: { sessionId: 'golden-eagle-427' },
  PAYLOAD_TOO_LARGE: { kind: 'body', limit: 65_536, size: 65_537 },
  RATE_LIMIT_EXCEEDED: { kind: 'control', limit: 10, retryAfterMs: 430 },
  INTERNAL_ERROR: {},
  SESSION_FULL: { limit: 500 },
  SERVICE_UNAVAILABLE: { service, dropped: 3 },
  TRANSCRIBE_UNAVAILABLE: { service, limit: 25 },
  TRANSLATION_UNAVAILABLE: {},
  TIMEOUT: { service },
};

/** The row of `DETAILS` as a refusal: a loop over all codes is more than the compiler can follow. */
function refusalOf(code: ErrorCode): Refusal {
  return (refusal as (code: ErrorCode, details: object) => Refusal)(code, DETAILS[code]);
}

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

test('every error makes a message that is as the contract says, with the details that the table promises', () => {
  const check = Compile(SERVER_MESSAGES.error);

  for (const code of CODES) {
    const body = errorBody(refusalOf(code), 'correlation-1', 1_699_500_000_999);

    assert.ok(check.Check(body), code);
    assert.ok(Compile(ERRORS[code].details).Check(body.details), code);
    assert.deepEqual(body, {
      type: 'error',
      code,
      statusCode: ERRORS[code].status,
      message: ERRORS[code].meaning,
      details: DETAILS[code],
      correlationId: 'correlation-1',
      timestamp: 1_699_500_000,
    });
  }
});

test('an error has details even when there are none, and may have a message of its own', () => {
  const { meaning } = ERRORS.FORBIDDEN;
  assert.deepEqual(refusal('FORBIDDEN'), { code: 'FORBIDDEN', message: meaning, details: {} });
  assert.equal(refusal('TIMEOUT', { service }, 'Too slow.').message, 'Too slow.');
});

test('details that the table does not promise for a code cannot be written: the compiler refuses each of these', () => {
  const refusals: Refusal[] = [
    // @ts-expect-error a refused token says why
    refusal('INVALID_TOKEN'),
    // @ts-expect-error and says it in a word of the list
    refusal('INVALID_TOKEN', { reason: 'tired' }),
    // @ts-expect-error what cannot be reached is named
    refusal('SERVICE_UNAVAILABLE', {}),
    // @ts-expect-error a member of another code's details
    refusal('SESSION_FULL', { limit: 500, retryAfterMs: 1 }),
    // @ts-expect-error details where none are promised
    refusal('NOT_FOUND', { path: '/' }),
    // @ts-expect-error a code that no table has
    refusal('TEAPOT', {}, 'Short and stout.'),
  ].filter(({ code }) => code in ERRORS);

  assert.equal(refusals.length, 5);
});

// ---- closes ----------------------------------------------------------------------------------------------------

test('the catalogue of closes holds the codes of the contract, each once', () => {
  const codes = Object.values(CLOSES).map(({ code }) => code);

  assert.deepEqual(
    [...codes].sort((a, b) => a - b),
    [1000, 1001, 1008, 4408, 4409, 4410, 4413, 4429],
  );
  assert.equal(new Set(Object.values(CLOSE_MEANINGS)).size, codes.length);
});

test('the number of a close says whether to come back', () => {
  for (const { code, reconnect } of Object.values(CLOSES)) {
    const mustStayAway =
      code === 1000 || code === 1008 || (code >= 4400 && code < 4500 && code !== 4408 && code !== 4413);

    assert.equal(reconnect, !mustStayAway, String(code));
  }
});
