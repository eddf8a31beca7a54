import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startTranscribeEndpoint } from '../../../emulators/transcribe/endpoint.ts';
import type { RecognisedResult } from '../../../emulators/transcribe/recogniser.ts';
import { placeWords, type SpokenText, writeWords } from '../../../emulators/transcribe/written-audio.ts';
import { createWrittenRecogniser, type WrittenSpeech } from '../../../emulators/transcribe/written-recogniser.ts';
import { finals, KEY, pieces, resultsOf, transcribe } from './sdk-client.ts';

const PAUSE = (durationMs: number): SpokenText => ({ text: '', durationMs });
const say = (text: string, durationMs = 300): SpokenText[] =>
  text.split(' ').map((word) => ({ text: word, durationMs }));

interface Told extends RecognisedResult {
  /** Length of the audio at which it came. */
  readonly atMs: number;
}

/** Everything that is told while this is heard, in steps of 20 ms, and with `finish` after it. */
async function hear(words: readonly SpokenText[], speech: WrittenSpeech = {}, sampleRateHz = 16_000) {
  const told: Told[] = [];
  let atMs = 0;
  const listener = {
    results: (results: readonly RecognisedResult[]) => told.push(...results.map((result) => ({ ...result, atMs }))),
    drained() {},
    failed() {},
  };
  const opening = createWrittenRecogniser(speech).open({ languageCode: 'en-US', sampleRateHz }, listener);
  assert.ok(opening.ok);
  for (const piece of pieces(writeWords(words), 640)) {
    atMs += 20;
    opening.session.write(piece);
  }
  await opening.session.finish();
  return told;
}

const partialsOf = (told: readonly Told[]) => told.filter(({ isPartial }) => isPartial);
const finalsOf = (told: readonly Told[]) => told.filter(({ isPartial }) => !isPartial);
const transcripts = (told: readonly Told[]) => told.map(({ transcript }) => transcript);

const TALK = [
  ...say('We drink clear water. It comes from the river,'),
  PAUSE(200),
  ...say('which is old.'),
  PAUSE(3_000),
];

test('a final comes the final lag after its last word, with case and marks', async () => {
  for (const finalLagMs of [800, 1_900, 3_000]) {
    const told = finalsOf(await hear(TALK, { lags: { partialEveryMs: 200, stableLagMs: 500, finalLagMs } }));

    assert.deepEqual(transcripts(told), ['We drink clear water.', 'It comes from the river, which is old.']);
    assert.deepEqual(
      told.map(({ atMs, endTime }) => [atMs, endTime]),
      [
        [1_200 + finalLagMs, 1.2],
        [3_800 + finalLagMs, 3.8],
      ],
    );
  }
});

test('a partial comes at every interval while words wait for their final, with the words that have ended', async () => {
  const told = await hear(TALK);

  const times = partialsOf(told).map(({ atMs }) => atMs);
  assert.deepEqual(
    times,
    Array.from({ length: (5_600 - 400) / 200 + 1 }, (_, i) => 400 + i * 200),
  );
  const heardAt = new Map(partialsOf(told).map(({ atMs, transcript }) => [atMs, transcript]));
  assert.equal(heardAt.get(400), 'We');
  assert.equal(heardAt.get(1_000), 'We drink clear');
  assert.equal(heardAt.get(3_000), 'We drink clear water.');
});

test('no partial of the next result comes before the final of the one before, and the first one then has all its words', async () => {
  const told = await hear(TALK);

  const [first = '', second = ''] = [...new Set(told.map(({ resultId }) => resultId))];
  const ids = told.map(({ resultId }) => resultId);
  assert.equal(ids.lastIndexOf(first) + 1, ids.indexOf(second));
  assert.equal(told[ids.indexOf(second)]?.transcript, 'It comes from the river, which');
  assert.equal(told[ids.indexOf(second)]?.atMs, 3_200);
});

test('an item is stable when its end is as long ago as the stable lag, marks with their word', async () => {
  for (const stableLagMs of [0, 500, 1_000, 2_000]) {
    const told = await hear(TALK, { lags: { partialEveryMs: 200, stableLagMs, finalLagMs: 3_000 } });

    for (const { atMs, isPartial, items } of told) {
      for (const { endTime, stable } of items) {
        assert.equal(stable, !isPartial || endTime * 1_000 + stableLagMs <= atMs);
      }
    }
  }
});

test('marks are items without length, at the end of their word', async () => {
  const [final] = finalsOf(await hear([...say('¿Qué hora es?'), PAUSE(2_000)]));

  assert.deepEqual(
    final?.items.map(({ content, type, startTime, endTime }) => [content, type, startTime, endTime]),
    [
      ['¿', 'punctuation', 0, 0],
      ['Qué', 'pronunciation', 0, 0.3],
      ['hora', 'pronunciation', 0.3, 0.6],
      ['es', 'pronunciation', 0.6, 0.9],
      ['?', 'punctuation', 0.9, 0.9],
    ],
  );
});

test('the full stop of an abbreviation or in a number ends no result', async () => {
  const told = finalsOf(await hear([...say('Dr. Lee of the U.S. has 3.5 dollars. Yes.'), PAUSE(2_500)]));

  assert.deepEqual(transcripts(told), ['Dr. Lee of the U.S. has 3.5 dollars.', 'Yes.']);
});

test('a pause of half a second ends a result, a shorter one does not; without end marks pauses alone do', async () => {
  const words = [...say('one two'), PAUSE(480), ...say('three. four'), PAUSE(500), ...say('five')];

  assert.deepEqual(transcripts(finalsOf(await hear(words))), ['one two three.', 'four', 'five']);
  assert.deepEqual(transcripts(finalsOf(await hear(words, { endsAtMarks: false }))), ['one two three. four', 'five']);
});

test('talk without pause or mark becomes results of half a minute', async () => {
  const told = finalsOf(await hear(say(Array.from({ length: 220 }, (_, i) => `w${i}`).join(' '))));

  assert.deepEqual(
    told.map(({ items }) => items.length),
    [100, 100, 20],
  );
});

test('when the audio ends, all words have their finals at once', async () => {
  const told = finalsOf(await hear(say('Yes. No. And then')));

  assert.deepEqual(transcripts(told), ['Yes.', 'No.', 'And then']);
});

test('a word of which more than half is heard is recognised, and no other', async () => {
  const pcm = writeWords([...say('river water'), PAUSE(2_500)]);
  const heardFrom = async (fromMs: number) => {
    const { endpoint, close } = await startTranscribeEndpoint({ recogniser: 'written', credentials: KEY });
    const heard = await transcribe(endpoint, pieces(pcm.subarray(fromMs * 32)));
    await close();
    return finals(heard);
  };

  assert.deepEqual(await heardFrom(130), ['river water']);
  assert.deepEqual(await heardFrom(150), ['water']);
});

test('another sample rate is refused', () => {
  const listener = { results() {}, drained() {}, failed() {} };
  const opening = createWrittenRecogniser().open({ languageCode: 'en-US', sampleRateHz: 8_000 }, listener);

  assert.deepEqual([opening.ok, !opening.ok && opening.reason], [false, 'unsupported']);
});

test('the real client gets the words with their times, in any language, however it cuts the audio', async (t) => {
  const { endpoint, close } = await startTranscribeEndpoint({ recogniser: 'written', credentials: KEY });
  t.after(close);
  const words = [...say('今日は 天気が いい です。', 260), PAUSE(200), ...say('東京 へ 行きます。', 260), PAUSE(2_500)];

  const heard = await transcribe(endpoint, pieces(writeWords(words), 7_001), { input: { LanguageCode: 'ja-JP' } });

  assert.deepEqual(finals(heard), ['今日は天気がいいです。', '東京へ行きます。']);
  const items = resultsOf(heard.events)
    .filter(({ IsPartial }) => !IsPartial)
    .flatMap(({ Alternatives }) => Alternatives?.[0]?.Items ?? [])
    .filter(({ Type }) => Type === 'pronunciation');
  assert.deepEqual(
    items.map(({ StartTime, EndTime }) => [StartTime, EndTime]),
    placeWords(words).map(({ startMs, endMs }) => [startMs / 1_000, endMs / 1_000]),
  );
});

test('the lags of the settings are those of the results', async (t) => {
  const lags = { partialMs: 100, stableLagMs: 500, finalLagMs: 800 };
  const { endpoint, close } = await startTranscribeEndpoint({
    recogniser: { choice: { kind: 'written' }, lags },
    credentials: KEY,
  });
  t.after(close);

  const heard = await transcribe(endpoint, pieces(writeWords([...say('Hello.'), PAUSE(1_000)]), 640));

  const stable = resultsOf(heard.events).map(({ Alternatives }) => Alternatives?.[0]?.Items?.[0]?.Stable);
  // Partials from 300 ms to 1,000 ms; stable from 800 ms on; the final at 1,100 ms.
  assert.deepEqual(stable, [...Array(5).fill(false), ...Array(3).fill(true), true]);
});
