import assert from 'node:assert/strict';
import { test } from 'node:test';
import { relayedLine } from '../../../src/integrations/logging/relayed-line.ts';

test("a service's own JSON line is passed on as it is", () => {
  const line = '{"component":"pipeline","level":"info","message":"transcript handled"}';

  assert.equal(relayedLine('pipeline stdout', line), line);
});

test("of a function's error its kind and place are passed on, not its message", () => {
  const error = new TypeError('cannot say "the marker phrase"');
  const told = JSON.stringify({
    errorType: error.name,
    errorMessage: error.message,
    trace: (error.stack ?? '').split('\n'),
  });

  assert.match(
    relayedLine('pipeline stderr', `id\tInvoke Error\t${told}`),
    /^Invoke Error TypeError at relayed-line\.test\.ts:\d+:\d+$/,
  );
});

for (const [line, relayed] of [
  ['id\tInvoke Error\t{"errorType":"the marker phrase"}', 'Invoke Error ?'],
  ['id\tInvoke Error\t{"errorType":"Oops"}', 'Invoke Error Oops'],
  ['id\tInvoke Error\t{"errorType":', 'Invoke Error ?'],
  ['TypeError: cannot say "the marker phrase"', 'TypeError'],
  ['    at speak (/srv/the marker/pipeline/render.ts:12:3)', 'at render.ts:12:3'],
  ['heard: the marker phrase', '[24 characters withheld]'],
  ['"the marker phrase"', '[19 characters withheld]'],
  ['', ''],
] as const) {
  test(`${JSON.stringify(line)} is relayed as ${JSON.stringify(relayed)}`, () => {
    assert.equal(relayedLine('pipeline stdout', line), relayed);
  });
}

test('an endpoint’s own words are passed on, up to the message of an error', () => {
  const ended = 'process ended (exit code 1); the next invocation starts another';

  assert.equal(relayedLine('pipeline endpoint', ended), ended);
  assert.equal(
    relayedLine('pipeline endpoint', 'a call failed: TypeError: the marker\nphrase'),
    'a call failed: TypeError',
  );
});
