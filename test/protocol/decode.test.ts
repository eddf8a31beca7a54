import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeMessage } from '../../src/protocol/decode.ts';
import { ALL_ACTIONS, anyAction, anyBody, anyJson, PROTOTYPE_KEYS } from './wire-arbitraries.ts';

function refusalOf(text: string) {
  const decoded = decodeMessage(text);
  if (decoded.ok) assert.fail(`taken: ${text}`);
  return decoded.refusal;
}

test('decoding never throws, whatever the text', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.json(),
        anyJson.map((v) => JSON.stringify(v)),
      ),
      (text) => {
        const decoded = decodeMessage(text);
        assert.equal(typeof decoded.ok, 'boolean');
      },
    ),
  );
});

test('a known action is found whatever else the object holds, and the body comes through untouched', () => {
  fc.assert(
    fc.property(anyAction, anyBody, (action, body) => {
      const message = { ...body, action };

      const decoded = decodeMessage(JSON.stringify(message));

      assert.deepEqual(decoded, { ok: true, action, body: message });
    }),
  );
});

for (const text of ['', ' ', 'hello', '{', '{"action":"heartbeat"', "{'action':'heartbeat'}", 'undefined', '\u0000']) {
  test(`what is not JSON is INVALID_MESSAGE: ${JSON.stringify(text)}`, () => {
    assert.equal(refusalOf(text).code, 'INVALID_MESSAGE');
  });
}

for (const text of ['null', 'true', '1', '"heartbeat"', '[]', '["action"]', '[{"action":"heartbeat"}]']) {
  test(`JSON that is not an object is INVALID_MESSAGE: ${text}`, () => {
    assert.equal(refusalOf(text).code, 'INVALID_MESSAGE');
  });
}

for (const text of [
  '{}',
  '{"action":null}',
  '{"action":""}',
  '{"action":1}',
  '{"action":["heartbeat"]}',
  '{"Action":"x"}',
]) {
  test(`an object without an action is INVALID_MESSAGE: ${text}`, () => {
    assert.equal(refusalOf(text).code, 'INVALID_MESSAGE');
  });
}

for (const action of ['x', 'Heartbeat', 'heartbeat ', ...PROTOTYPE_KEYS]) {
  test(`an action that is not known is INVALID_ACTION: ${JSON.stringify(action)}`, () => {
    const refusal = refusalOf(JSON.stringify({ action }));

    assert.equal(refusal.code, 'INVALID_ACTION');
    assert.deepEqual(refusal.details, { action });
  });
}

test('an action inherited from a __proto__ member is no action', () => {
  assert.equal(refusalOf('{"__proto__":{"action":"heartbeat"}}').code, 'INVALID_MESSAGE');
});

test('no more than 64 characters of an unknown action are echoed', () => {
  const unknown = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 5_000 });
  fc.assert(
    fc.property(unknown, (action) => {
      fc.pre(!ALL_ACTIONS.some((known) => known === action));

      const refusal = refusalOf(JSON.stringify({ action }));

      assert.equal(refusal.code, 'INVALID_ACTION');
      assert.ok(String(refusal.details.action).length <= 64);
    }),
  );
});
