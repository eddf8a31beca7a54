import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { backoffMs } from '../../src/client/backoff.ts';
import { decodeBase64 } from '../../src/client/base64.ts';
import { platformOf } from '../../src/client/platform.ts';
import { errorFrom } from '../../src/client/rostrum-error.ts';
import { httpUrl, socketUrl } from '../../src/client/server-address.ts';
import { Twins } from '../../src/client/twins.ts';

test('base64 of any bytes is decoded to the same bytes: padded or not, wrapped at 76 characters, with spaces, URL-safe', () => {
  const written: ((text: string) => string)[] = [
    (text) => text,
    (text) => text.replace(/=+$/, ''),
    (text) => text.replace(/.{76}/g, '$&\r\n'),
    (text) => `  ${text.replace(/.{64}/g, '$&\n')}\t\n`,
    (text) => text.split('').join(' '),
    (text) => text.replaceAll('+', '-').replaceAll('/', '_'),
    (text) => text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '\n'),
  ];
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const text = Buffer.from(bytes).toString('base64');
      for (const write of written) assert.deepEqual(decodeBase64(write(text)), { bytes, leftOver: 0 });
    }),
  );
});

test('what is no base64 is left over, and what is before it is read', () => {
  for (const [text, length, leftOver] of [
    ['AAé=', 1, 2],
    ['AAAA*AAA', 3, 4],
    ['AA==AAAA', 1, 4],
    ['AAAAA', 3, 1],
    ['data:audio/pcm;base64,AAAA', 3, 22],
    ['é', 0, 1],
    ['', 0, 0],
    ['====', 0, 0],
  ] as const) {
    const decoded = decodeBase64(text);
    assert.deepEqual([decoded.bytes.length, decoded.leftOver], [length, leftOver], text);
  }
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
    6_250,
  );
  assert.equal(
    backoffMs(1, 60_000, () => 1),
    75_000,
    'a crowd that was told to wait a minute is spread over a quarter of one',
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

test('two lines of a result that say the same are no twins', () => {
  const twins = new Twins();
  const [one, other] = [{}, {}];
  const line = (segment?: number) => ({ type: 'transcript', resultId: 'r', segment, isPartial: false, text: 'No.' });

  assert.equal(twins.isTwin(one, line(0), ''), false);
  assert.deepEqual(
    [line(1), line(), line(0)].map((message) => twins.isTwin(other, message, '')),
    [false, false, true],
  );
});
