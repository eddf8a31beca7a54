import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { backoffMs } from '../../src/client/backoff.ts';
import { decodeBase64 } from '../../src/client/base64.ts';
import { platformOf } from '../../src/client/platform.ts';
import { errorFrom } from '../../src/client/rostrum-error.ts';
import { httpUrl, socketUrl } from '../../src/client/server-address.ts';
import { Twins } from '../../src/client/twins.ts';

test('base64 of any bytes is decoded to the same bytes, padded or not', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const text = Buffer.from(bytes).toString('base64');
      assert.deepEqual(decodeBase64(text), bytes);
      assert.deepEqual(decodeBase64(text.replace(/=+$/, '')), bytes);
    }),
  );
  assert.deepEqual(decodeBase64('AAé='), new Uint8Array(1));
});

test('an address keeps its path and its safety, whatever scheme it was given with', () => {
  assert.equal(socketUrl('https://a.example/prod', { sessionId: 'x y' }), 'wss://a.example/prod?sessionId=x+y');
  assert.equal(socketUrl('ws://127.0.0.1:8080', {}), 'ws://127.0.0.1:8080/');
  assert.equal(httpUrl('wss://a.example/prod/?stage=1#top', 'sessions'), 'https://a.example/prod/sessions');
  assert.equal(httpUrl('http://a.example', 'sessions/b'), 'http://a.example/sessions/b');
  assert.throws(() => socketUrl('a.example', {}), TypeError);
});

test('attempts double up to a cap, half of each by chance, and never before the server said', () => {
  const delays = (random: number) => [1, 2, 5, 6, 7, 40].map((attempt) => backoffMs(attempt, 0, () => random));
  assert.deepEqual(delays(0), [125, 250, 2_000, 4_000, 4_000, 4_000]);
  assert.deepEqual(delays(1), [250, 500, 4_000, 8_000, 8_000, 8_000]);
  assert.equal(
    backoffMs(1, 5_000, () => 0),
    5_000,
  );
  assert.equal(
    backoffMs(3, 5_000, () => 1),
    6_000,
  );
});

test('what is remembered of two sockets is bounded', () => {
  const twins = new Twins();
  const [one, other] = [{}, {}];
  for (let i = 0; i <= 512; i++) assert.equal(twins.isTwin(one, { type: 'audio', sequenceNumber: i }, ''), false);
  assert.equal(twins.isTwin(other, { type: 'audio', sequenceNumber: 0 }, ''), false, 'the oldest is forgotten');
  assert.equal(twins.isTwin(other, { type: 'audio', sequenceNumber: 1 }, ''), true);
  assert.equal(twins.isTwin(other, { type: 'audio', sequenceNumber: 1 }, ''), false, 'a twin has one twin');
});

test('an error body without its members is an error still', () => {
  const error = errorFrom({});
  assert.deepEqual([error.code, error.message, error.details], ['INTERNAL_ERROR', 'The server gave no reason.', {}]);
});

test('time, chance and HTTP are the platform’s own where none are given', async () => {
  const given = class {} as never;
  const { clock, random, fetch } = platformOf({ WebSocket: given });
  const before = clock.now();
  clock.clearTimeout(clock.setTimeout(() => assert.fail('it was cleared'), 0));
  await new Promise<void>((resolve) => clock.setTimeout(resolve, 1));

  assert.ok(clock.now() > before);
  assert.ok(random() < 1);
  const body = 'data:application/json,{}';
  const answer = await fetch(body, { method: 'GET', headers: {}, signal: new AbortController().signal });
  assert.deepEqual(await answer.json(), {});
});
