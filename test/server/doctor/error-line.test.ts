import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toProblem } from '../../../src/integrations/account/call-outcome.ts';
import { toErrorLine } from '../../../src/server/doctor/error-line.ts';

const coded = (message: string, code: string) => Object.assign(new Error(message), { code });

for (const [error, line] of [
  [new Error('plain'), 'plain'],
  [new Error('first\nsecond'), 'first'],
  [
    new Error('fetch failed', { cause: coded('connect ECONNREFUSED 127.0.0.1:1', 'ECONNREFUSED') }),
    'connect ECONNREFUSED 127.0.0.1:1',
  ],
  // Several addresses were tried.
  [new Error('fetch failed', { cause: coded('', 'ECONNREFUSED') }), 'ECONNREFUSED: Error'],
  [coded('it broke', 'EPIPE'), 'EPIPE: it broke'],
  [new Error('outer', { cause: '' }), 'outer'],
  ['thrown text', 'thrown text'],
  [undefined, 'undefined'],
  ['', 'an error without a message'],
  [new Error('x'.repeat(1_000)), 'x'.repeat(240)],
] as const) {
  test(`${String(error).slice(0, 40)} is told as ${line.slice(0, 40)}`, () => assert.equal(toErrorLine(error), line));
}

test('errors that are each other’s cause end', () => {
  const error = new Error('round');
  error.cause = error;

  assert.equal(toErrorLine(error), 'round');
});

for (const [error, kind, said] of [
  [{ name: 'Strange', message: 'm', $metadata: { httpStatusCode: 403 } }, 'denied', 'Strange: m'],
  [{ name: 'Strange', message: 'm', $metadata: { httpStatusCode: 500 } }, 'other', 'Strange: m'],
  [{ name: 'Error', message: 'm', code: 'ENOTFOUND' }, 'unreachable', 'ENOTFOUND: m'],
  [{ name: 'constructor', message: 'm' }, 'other', 'constructor: m'],
  [{ message: ' ' }, 'other', 'Error'],
  ['text', 'other', 'Error: text'],
  [undefined, 'other', 'Error: undefined'],
] as const) {
  test(`a call that ended with ${JSON.stringify(error)} has the problem ${kind}`, () => {
    assert.deepEqual(toProblem(error), { kind, said });
  });
}
