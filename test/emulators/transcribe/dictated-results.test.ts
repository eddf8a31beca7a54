import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DictationReader, dictate, MAX_DICTATED_BYTES } from '../../../emulators/transcribe/dictated-audio.ts';
import { withDictation } from '../../../emulators/transcribe/dictated-results.ts';
import type { RecognisedResult, Recogniser } from '../../../emulators/transcribe/recogniser.ts';

const silence = (ms: number) => Buffer.alloc(ms * 32);
const word = (content: string, startMs: number, endMs: number, stable?: boolean) => ({
  ...{ content, type: 'pronunciation', startMs, endMs },
  ...(stable === undefined ? {} : { stable }),
});
const SAID = {
  results: [
    {
      ...{ name: 'r1', isPartial: true, text: 'good morning', startMs: -400, endMs: -20 },
      items: [word('good', -400, -220, true), word('morning', -200, -20, false)],
    },
  ],
};

/** A recogniser that hears nothing. Each call of `open` is a stream of it. */
function streams() {
  const deaf: Recogniser = {
    info: { engine: 'deaf', model: 'none', languages: ['en'], maxStreams: 9 },
    open: () => ({ ok: true, session: { write: () => true, finish: async () => {}, close() {} } }),
    close: async () => {},
  };
  const dictated = withDictation(deaf);
  return () => {
    const results: RecognisedResult[] = [];
    const failures: string[] = [];
    const opening = dictated.open(
      { languageCode: 'en-US', sampleRateHz: 16_000 },
      { results: (told) => results.push(...told), drained() {}, failed: (message) => failures.push(message) },
    );
    assert.ok(opening.ok);
    return { session: opening.session, results, failures };
  };
}

test('a dictation is read whole, however it is cut, and at its place', () => {
  const pcm = Buffer.concat([silence(110), dictate(SAID), silence(33), dictate({ results: [] })]);
  for (const bytes of [1, 7, 640, 5_000, pcm.length]) {
    const reader = new DictationReader();
    const found = Array.from({ length: Math.ceil(pcm.length / bytes) }, (_, i) =>
      reader.push(pcm.subarray(i * bytes, (i + 1) * bytes)),
    ).flat();

    assert.deepEqual(
      found.map(({ value }) => value),
      [SAID, { results: [] }],
    );
    assert.deepEqual(
      found.map(({ startSample }) => startSample),
      [110 * 16, 110 * 16 + dictate(SAID).length / 2 + 33 * 16],
    );
  }
});

test('what was changed on the way is not read, and the next dictation is', () => {
  const changed = Buffer.from(dictate(SAID));
  changed.writeInt16LE(changed.readInt16LE(100) ^ 1, 100);

  const found = new DictationReader().push(Buffer.concat([changed, dictate({ failsOnce: 'x' })]));

  assert.deepEqual(
    found.map(({ value }) => value),
    [{ failsOnce: 'x' }],
  );
  assert.throws(() => dictate('x'.repeat(MAX_DICTATED_BYTES)), RangeError);
});

test('a dictated result has its words at their times on the stream, and its marks as they were said', () => {
  const { session, results } = streams()();
  session.write(Buffer.concat([silence(1_000), dictate(SAID)]));
  const [result] = results;

  assert.deepEqual(
    result?.items.map(({ content, startTime, endTime, stable }) => [content, startTime, endTime, stable]),
    [
      ['good', 0.6, 0.78, true],
      ['morning', 0.8, 0.98, false],
    ],
  );
  assert.deepEqual([result?.isPartial, result?.startTime, result?.endTime], [true, 0.6, 0.98]);
  session.write(dictate({ results: [{ ...SAID.results[0], items: [word('good', -400, -220)] }] }));
  assert.equal(results[1]?.items[0]?.stable, undefined);
  assert.equal(results[1]?.resultId, result?.resultId, 'of one stream and one name');
});

test('on another stream the result has another id, and words from before it are not heard', () => {
  const open = streams();
  const [first, second, third] = [open(), open(), open()];
  first.session.write(Buffer.concat([silence(1_000), dictate(SAID)]));
  second.session.write(Buffer.concat([silence(210), dictate(SAID)]));
  third.session.write(dictate(SAID));

  assert.notEqual(second.results[0]?.resultId, first.results[0]?.resultId);
  assert.deepEqual(
    second.results.map(({ transcript, startTime }) => [transcript, startTime]),
    [['morning', 0]],
  );
  assert.deepEqual(third.results, []);
});

test('a dictated failure happens once, and not again where the audio is replayed', () => {
  const open = streams();
  const [first, second] = [open(), open()];
  for (const { session } of [first, second]) session.write(dictate({ ...SAID, failsOnce: 'here' }));

  assert.deepEqual([first.failures.length, second.failures.length], [1, 0]);
});

test('what is no dictation is ignored, and a closed session reports nothing', () => {
  const { session, results, failures } = streams()();
  for (const value of [7, { results: [{ name: 1 }] }, {}]) session.write(dictate(value));
  session.close();
  session.write(Buffer.concat([silence(1_000), dictate({ ...SAID, failsOnce: 'late' })]));

  assert.deepEqual([results, failures], [[], []]);
});
