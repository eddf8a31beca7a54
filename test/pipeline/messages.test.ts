import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { MESSAGE_MAX_BYTES, partCount, toMessages, type Utterance } from '../../pipeline/messages.ts';
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

test('a short utterance is one audio message with everything in it', () => {
  const pcm = Uint8Array.from([1, 2, 3, 4]);

  assert.deepEqual(
    toMessages({ ...UTTERANCE, pcm }, 42, 1_699_500_000_999).map((text) => JSON.parse(text)),
    [
      {
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
      },
    ],
  );
});

test('a message’s ids are in its first 512 bytes, its text and its sound at its end', () => {
  const long = { ...UTTERANCE, text: 'x'.repeat(5_000), segment: 3, epoch: 2, resultId: 'r'.repeat(64) };
  const [speech = ''] = toMessages({ ...long, pcm: new Uint8Array(64_000) }, 42, 1_000);
  const [caption = ''] = toMessages(long, 42, 1_000);

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
  const [message] = toMessages({ ...UTTERANCE, isPartial: true }, 7, 1_000).map((text) => JSON.parse(text));

  assert.deepEqual(message, { type: 'caption', ...UTTERANCE, isPartial: true, timestamp: 1, sequenceNumber: 7 });
});

test('speech of any length arrives whole, in frames, in messages under the limit, its text once', () => {
  const texts = fc.string({ unit: 'grapheme', maxLength: 10_000 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 400_000 }), texts, (samples, text) => {
      const pcm = new Uint8Array(samples * 2).map((_, i) => i % 251);
      const utterance = { ...UTTERANCE, text, pcm };
      const messages = toMessages(utterance, Number.MAX_SAFE_INTEGER - 1_000, Date.now());

      assert.equal(messages.length, partCount(utterance));
      for (const message of messages) assert.ok(Buffer.byteLength(message) < MESSAGE_MAX_BYTES);
      const parsed = messages.map((message) => JSON.parse(message));
      assert.deepEqual(
        Buffer.concat(parsed.map(({ audioData }) => Buffer.from(audioData, 'base64'))),
        Buffer.from(pcm),
      );
      for (const [i, message] of parsed.entries()) {
        assert.equal(message.sequenceNumber, Number.MAX_SAFE_INTEGER - 1_000 + i);
        assert.equal(message.text, i === 0 ? text : undefined);
        assert.equal(message.part, i + 1);
        assert.equal(message.parts, i === parsed.length - 1 ? parsed.length : undefined);
        if (i < parsed.length - 1) assert.equal(Buffer.from(message.audioData, 'base64').length % 640, 0);
      }
    }),
    { numRuns: 25 },
  );
});
