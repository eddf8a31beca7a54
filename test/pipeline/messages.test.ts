import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  MESSAGE_MAX_BYTES,
  maxSpeechBytes,
  toCaption,
  toSpeechMessage,
  type Utterance,
} from '../../pipeline/messages.ts';
import { TRACEPARENT } from '../support/pipeline/payloads.ts';

const UTTERANCE: Utterance = {
  sessionId: 'golden-eagle-427',
  targetLanguage: 'es',
  sourceLanguage: 'en',
  text: 'buenos días',
  translated: true,
  isPartial: false,
  resultId: 'r1',
  startTimeMs: 100,
  endTimeMs: 900,
  traceparent: TRACEPARENT,
};

const PLACE = { sequenceNumber: 42, atMs: 1_699_500_000_999 };

test('a short utterance is one audio message with everything in it', () => {
  const pcm = Uint8Array.from([1, 2, 3, 4]);

  assert.deepEqual(JSON.parse(toSpeechMessage(UTTERANCE, pcm, { ...PLACE, part: 1, isLast: true })), {
    type: 'audio',
    ...UTTERANCE,
    timestamp: 1_699_500_000,
    audioData: 'AQIDBA==',
    format: 'pcm',
    sampleRate: 16_000,
    channels: 1,
    part: 1,
    parts: 1,
    sequenceNumber: 42,
  });
});

test('of several parts the first has the text, and the last their number', () => {
  const parts = [1, 2, 3].map((part) =>
    JSON.parse(toSpeechMessage(UTTERANCE, new Uint8Array(4), { ...PLACE, part, isLast: part === 3 })),
  );

  assert.deepEqual(
    parts.map(({ text, part, parts }) => [text, part, parts]),
    [
      ['buenos días', 1, undefined],
      [undefined, 2, undefined],
      [undefined, 3, 3],
    ],
  );
});

test('a message’s ids are in its first 512 bytes, its text and its sound at its end', () => {
  const long = { ...UTTERANCE, text: 'x'.repeat(5_000), segment: 3, epoch: 2, resultId: 'r'.repeat(64) };
  const speech = toSpeechMessage(long, new Uint8Array(64_000), { ...PLACE, part: 1, isLast: true });
  const caption = toCaption(long, PLACE);

  for (const message of [speech, caption]) {
    const head = message.slice(0, 512);
    for (const id of [`"resultId":"${long.resultId}"`, '"segment":3', '"epoch":2']) assert.ok(head.includes(id), id);
  }
  assert.ok(speech.startsWith('{"type":"audio",'), 'the server knows speech by these bytes');
  assert.match(speech, /"part":1,"parts":1,/);
  assert.deepEqual(Object.keys(JSON.parse(speech)).slice(-2), ['text', 'audioData']);
  assert.equal(Object.keys(JSON.parse(caption)).at(-1), 'text');
});

test('without speech it is a caption', () => {
  assert.deepEqual(JSON.parse(toCaption({ ...UTTERANCE, isPartial: true }, { sequenceNumber: 7, atMs: 1_000 })), {
    type: 'caption',
    ...UTTERANCE,
    isPartial: true,
    timestamp: 1,
    sequenceNumber: 7,
  });
});

test('with as much speech as fits every message is under the limit, whatever its text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 10_000 }), fc.boolean(), (text, isLast) => {
      const utterance = { ...UTTERANCE, text, segment: 1_000_000, epoch: 1_000_000 };
      const bytes = maxSpeechBytes(utterance);
      const place = { sequenceNumber: Number.MAX_SAFE_INTEGER, atMs: Date.now(), part: isLast ? 999 : 1, isLast };
      const message = toSpeechMessage(utterance, new Uint8Array(bytes).fill(255), place);

      assert.ok(Buffer.byteLength(message) < MESSAGE_MAX_BYTES);
      assert.equal(bytes % 640, 0);
      assert.ok(bytes >= 640);
    }),
    { numRuns: 50 },
  );
});
