import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { MAX_SPEECH_BYTES, SpeechBuffer, type SpeechPart } from '../../pipeline/speech-buffer.ts';

const SECOND = 32_000;
const FRAME = 640;

async function rest(buffer: SpeechBuffer, maxBytes = 96_000): Promise<SpeechPart[]> {
  const parts: SpeechPart[] = [];
  for (let part = await buffer.next(maxBytes); part !== undefined; part = await buffer.next(maxBytes)) parts.push(part);
  return parts;
}

test('speech in pieces of any length comes out whole, in frames, in parts of at most the given size, one of them the last', async () => {
  const pieces = fc.array(fc.integer({ min: 0, max: 50_000 }), { minLength: 1, maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(pieces, fc.integer({ min: FRAME, max: 100_000 }), async (lengths, maxBytes) => {
      const all = Buffer.from(Array.from({ length: lengths.reduce((sum, each) => sum + each, 0) }, (_, i) => i % 251));
      const buffer = new SpeechBuffer();
      const taken = rest(buffer, maxBytes);
      let at = 0;
      for (const length of lengths) {
        buffer.add(all.subarray(at, at + length));
        at += length;
        // Lets the reader take parts between two pieces.
        await new Promise(setImmediate);
      }
      buffer.end();
      const parts = await taken;

      assert.deepEqual(Buffer.concat(parts.map(({ pcm }) => pcm)), all.subarray(0, all.byteLength & ~1));
      for (const [i, { pcm, isLast }] of parts.entries()) {
        assert.equal(isLast, i === parts.length - 1);
        assert.ok(pcm.byteLength > 0 && pcm.byteLength <= maxBytes);
        if (!isLast) assert.equal(pcm.byteLength % FRAME, 0);
      }
    }),
    { numRuns: 100 },
  );
});

test('the first second is given out as soon as a frame more is there, long before the end', async () => {
  const buffer = new SpeechBuffer();
  const parts: (SpeechPart | undefined)[] = [];
  const waiting = buffer.next(96_000).then((part) => parts.push(part));
  buffer.add(new Uint8Array(SECOND));
  await new Promise(setImmediate);
  assert.equal(parts.length, 0);
  buffer.add(new Uint8Array(FRAME));
  await waiting;

  assert.deepEqual(
    parts.map((part) => [part?.pcm.byteLength, part?.isLast]),
    [[SECOND, false]],
  );
});

test('speech that ends early is one part, the last', async () => {
  const buffer = new SpeechBuffer();
  buffer.add(new Uint8Array(1_001));
  buffer.end();

  assert.deepEqual(
    (await rest(buffer)).map(({ pcm, isLast }) => [pcm.byteLength, isLast]),
    [[1_000, true]],
  );
});

test('whether there is a sound is known with the first sample, or at the end', async () => {
  const speaking = new SpeechBuffer();
  speaking.add(new Uint8Array(2));
  assert.equal(await speaking.begun(), true);

  const silent = new SpeechBuffer();
  const begun = silent.begun();
  silent.add(new Uint8Array(1));
  silent.end();
  assert.equal(await begun, false);
});

test('over ten minutes of speech are refused', () => {
  const buffer = new SpeechBuffer();
  buffer.add(new Uint8Array(MAX_SPEECH_BYTES));

  assert.throws(() => buffer.add(new Uint8Array(1)), /over ten minutes/);
});
