import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startTranscribeEndpoint } from '../../../emulators/transcribe/endpoint.ts';
import { stampBlock } from '../../../emulators/transcribe/stamp.ts';
import { finals, KEY, pieces, resultsOf, transcribe } from './sdk-client.ts';

const blocks = (from: number, count: number) =>
  Buffer.concat(Array.from({ length: count }, (_, i) => stampBlock(from + i)));
const silence = (ms: number) => new Uint8Array(ms * 32);
const words = (from: number, count: number) => Array.from({ length: count }, (_, i) => `b${from + i}`);

async function start(t: { after(fn: () => Promise<void>): void }) {
  const { endpoint, close } = await startTranscribeEndpoint({ recogniser: 'stamped', credentials: KEY });
  t.after(close);
  return endpoint;
}

test('every block sent is a word of one final, at its exact time', async (t) => {
  const endpoint = await start(t);
  const audio = Buffer.concat([silence(130), blocks(1_000, 200)]);

  const heard = await transcribe(endpoint, pieces(audio, 1_930));

  assert.deepEqual(finals(heard).join(' ').split(' '), words(1_000, 200));
  assert.ok(finals(heard).length >= 3, 'finals come about every second');
  const items = resultsOf(heard.events)
    .filter(({ IsPartial }) => !IsPartial)
    .flatMap(({ Alternatives }) => Alternatives?.[0]?.Items ?? []);
  for (const [i, item] of items.entries()) {
    assert.equal(Math.round((item.StartTime ?? 0) * 16_000), 130 * 16 + i * 320);
    assert.equal(Math.round((item.EndTime ?? 0) * 16_000), 130 * 16 + (i + 1) * 320);
  }
});

test('partials grow and settle', async (t) => {
  const endpoint = await start(t);

  const heard = await transcribe(endpoint, pieces(blocks(0, 60), 640));

  const partials = resultsOf(heard.events).filter(({ IsPartial }) => IsPartial);
  const stable = partials.map(
    ({ Alternatives }) => Alternatives?.[0]?.Items?.filter(({ Stable }) => Stable).length ?? 0,
  );
  assert.deepEqual(partials[0]?.Alternatives?.[0]?.Transcript?.split(' '), words(0, 10));
  assert.deepEqual(stable.slice(0, 4), [0, 0, 0, 10]);
});

test('silence ends a final and is itself nothing', async (t) => {
  const endpoint = await start(t);
  const audio = Buffer.concat([silence(1_000), blocks(0, 5), silence(1_000), blocks(5, 5), silence(1_000)]);

  const heard = await transcribe(endpoint, pieces(audio));

  assert.deepEqual(finals(heard), ['b0 b1 b2 b3 b4', 'b5 b6 b7 b8 b9']);
});

test('a replay that starts inside a block leaves that block out', async (t) => {
  const endpoint = await start(t);

  const heard = await transcribe(endpoint, pieces(blocks(0, 10).subarray(200)));

  assert.deepEqual(finals(heard), [words(1, 9).join(' ')]);
});

test('another sample rate is refused', async (t) => {
  const endpoint = await start(t);

  const { error } = await transcribe(endpoint, [silence(100)], { input: { MediaSampleRateHertz: 8_000 } });

  assert.match(error?.message ?? '', /16000 Hz/);
});

test('blocks that follow each other are a word of so many, where it is told so, and finals come as far apart as it is told', async (t) => {
  const stamped = { blocksPerWord: 10, finalAfterMs: 3_000 };
  const { endpoint, close } = await startTranscribeEndpoint({ recogniser: 'stamped', credentials: KEY, stamped });
  t.after(close);
  const audio = Buffer.concat([blocks(0, 25), blocks(40, 5), silence(100), blocks(45, 170)]);

  const heard = await transcribe(endpoint, pieces(audio));

  const all = finals(heard);
  assert.deepEqual(all[0]?.split(' ').slice(0, 6), ['b0-9', 'b10-19', 'b20-24', 'b40-44', 'b45-49', 'b50-59']);
  assert.equal(all.length, 2, 'four seconds are two sentences');
  assert.match(all.join(' '), /-214$/);
});

test('the same audio gives the same words wherever a stream begins, and some of them are said twice', async (t) => {
  const stamped = { blocksPerWord: 10, wordsPerTwin: 4, finalAfterMs: 3_000 };
  const { endpoint, close } = await startTranscribeEndpoint({ recogniser: 'stamped', credentials: KEY, stamped });
  t.after(close);

  const whole = await transcribe(endpoint, pieces(blocks(0, 75)));
  const later = await transcribe(endpoint, pieces(blocks(25, 50)));

  const words = ['b0x10', 'b0x10', 'b20-29', 'b30-39', 'b40x10', 'b40x10', 'b60-69', 'b70-74'];
  assert.deepEqual(finals(whole).join(' ').split(' '), words);
  assert.deepEqual(finals(later).join(' ').split(' '), ['b25-29', ...words.slice(3)]);
});

test('a word that a stream begins in is recognised whole if little of it is missing, and not if little is left', async (t) => {
  const { endpoint, close } = await startTranscribeEndpoint({
    ...{ recogniser: { choice: { kind: 'stamped' }, lags: { finalLagMs: 200 } }, credentials: KEY },
    stamped: { blocksPerWord: 10, clippedBlocks: 2 },
  });
  t.after(close);
  const heardFrom = async (block: number) => finals(await transcribe(endpoint, pieces(blocks(block, 30 - block))));

  assert.deepEqual(await heardFrom(2), ['b0-9 b10-19 b20-29']);
  assert.deepEqual(await heardFrom(3), ['b3-9 b10-19 b20-29']);
  assert.deepEqual(await heardFrom(8), ['b10-19 b20-29']);
});

test('with lags, results are paced as a service paces them, each with as much speech as it is told', async (t) => {
  const { endpoint, close } = await startTranscribeEndpoint({
    recogniser: { choice: { kind: 'stamped' }, lags: { finalLagMs: 1_900 } },
    credentials: KEY,
    stamped: { blocksPerWord: 10, finalAfterMs: 2_000 },
  });
  t.after(close);

  const heard = await transcribe(endpoint, pieces(Buffer.concat([blocks(0, 210), silence(2_500)]), 640));

  const told = resultsOf(heard.events);
  assert.deepEqual(
    finals(heard).map((text) => [text.split(' ')[0], text.split(' ').at(-1)]),
    [
      ['b0-9', 'b90-99'],
      ['b100-109', 'b190-199'],
      ['b200-209', 'b200-209'],
    ],
  );
  // The first final comes when 3,900 ms are heard: the partials until then are all of the first result.
  const firstFinal = told.findIndex(({ IsPartial }) => !IsPartial);
  assert.equal(firstFinal, 19);
  assert.equal(new Set(told.slice(0, firstFinal + 1).map(({ ResultId }) => ResultId)).size, 1);
  assert.equal(told[firstFinal + 1]?.Alternatives?.[0]?.Items?.length, 10);
});
