import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readBearer } from '../../../src/server/http/bearer.ts';
import { parseJsonObject } from '../../../src/server/http/json-body.ts';
import { decodeSegment } from '../../../src/server/http/path-segment.ts';
import { toTokenRefusal } from '../../../src/server/http/token-refusal.ts';

test('a Bearer header has its token, however it is written; without one it is empty, and any other scheme is none', () => {
  for (const [header, token] of [
    ['Bearer abc', 'abc'],
    ['bearer   abc ', 'abc'],
    ['BEARER a b', 'a b'],
    ['Bearer', ''],
    ['Bearer ', ''],
    ['', undefined],
    ['abc', undefined],
    ['Bearerabc', undefined],
    ['Basic YTpi', undefined],
    [' Bearer abc', undefined],
  ] as const) {
    assert.equal(readBearer(header), token, header);
  }
});

test('a segment is decoded, and one whose escapes are none stays as it is', () => {
  for (const [segment, text] of [
    ['a%2Fb', 'a/b'],
    ['%C3%A9', 'é'],
    ['%E9', '%E9'],
    ['100%', '100%'],
    ['', ''],
  ] as const) {
    assert.equal(decodeSegment(segment), text);
  }
});

test('a body is a JSON object, or it is refused, whatever else it may be', () => {
  const parsed = (text: string | Uint8Array) => parseJsonObject(Buffer.from(text));

  assert.deepEqual(parsed('{"a":{"b":[1]}}'), { ok: true, value: { a: { b: [1] } } });
  for (const text of ['', '{', 'null', '[]', '"a"', '1', '{"a":1}x', new Uint8Array([0xff, 0xfe])]) {
    const body = parsed(text);
    assert.ok(!body.ok);
    assert.deepEqual([body.refusal.code, body.refusal.details], ['INVALID_MESSAGE', {}]);
  }
});

test('a token that is bad is refused with the reason, and one that cannot be verified now with what is away', () => {
  const { code, details } = toTokenRefusal({ ok: false, reason: 'expired' });
  assert.deepEqual([code, details], ['INVALID_TOKEN', { reason: 'expired' }]);

  const away = toTokenRefusal({ ok: false, reason: 'keysUnavailable', unavailable: 'issuer' });
  assert.deepEqual([away.code, away.details], ['SERVICE_UNAVAILABLE', { service: 'issuer' }]);
});
