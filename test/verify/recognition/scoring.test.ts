import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Result } from '@aws-sdk/client-transcribe-streaming';
import type { Recording } from '../../../verify/recognition/corpora/recording.ts';
import { toDistribution } from '../../../verify/recognition/scoring/distribution.ts';
import { StableWords } from '../../../verify/recognition/scoring/stable-words.ts';
import { StreamLedger } from '../../../verify/recognition/scoring/stream-ledger.ts';
import { repeated, Track } from '../../../verify/recognition/speaking/track.ts';

const RATE = 16_000;

/** Words as `word` (unstable) or `word!` (stable), half a second each from the result's start. */
function result(id: string, kind: 'partial' | 'final', text: string, start = 0): Result {
  const words = text === '' ? [] : text.split(' ');
  return {
    ResultId: id,
    IsPartial: kind === 'partial',
    StartTime: start,
    EndTime: start + words.length / 2,
    Alternatives: [
      {
        Transcript: text.replaceAll('!', ''),
        Items: words.map((word, i) => ({
          Content: word.replace('!', ''),
          Type: 'pronunciation',
          StartTime: start + i / 2,
          EndTime: start + (i + 1) / 2,
          Stable: kind === 'final' || word.endsWith('!'),
        })),
      },
    ],
  };
}

function countsOf(...results: Result[]) {
  const words = new StableWords();
  for (const one of results) words.take(one);
  return [words.count, words.revised, words.dropped];
}

test('stable words that stay are counted once, and are no revision', () => {
  const counts = countsOf(
    result('1', 'partial', 'good morning'),
    result('1', 'partial', 'good! mourning everybody'),
    result('1', 'partial', 'good! morning! everybody'),
    result('1', 'final', 'good morning everyone'),
  );

  assert.deepEqual(counts, [2, 0, 0]);
});

test('another word, another time, or no longer stable: each is a revision', () => {
  const before = result('1', 'partial', 'good! morning!');
  const moved = result('1', 'partial', 'good! morning!', 0.1);

  assert.deepEqual(countsOf(before, result('1', 'final', 'good evening')).slice(0, 2), [2, 1]);
  assert.deepEqual(countsOf(before, moved)[1], 2);
  assert.deepEqual(countsOf(before, result('1', 'partial', 'good! morning'))[1], 1);
  assert.deepEqual(countsOf(before, result('1', 'partial', 'good!'))[1], 1);
});

test('a final without a stable word has dropped it', () => {
  const counts = countsOf(result('1', 'partial', 'good! morning! all!'), result('1', 'final', 'good'));

  assert.deepEqual(counts, [3, 0, 2]);
});

test('a new utterance has nothing to keep', () => {
  const counts = countsOf(
    result('1', 'partial', 'good!'),
    result('1', 'final', 'good'),
    result('2', 'partial', 'bad!'),
    result('2', 'final', 'bad'),
  );

  assert.deepEqual(counts, [2, 0, 0]);
});

test('stable words whose final never came are dropped, whatever came after them', () => {
  assert.deepEqual(countsOf(result('1', 'partial', 'good! morning! all')), [2, 0, 2]);
  assert.deepEqual(
    countsOf(result('1', 'partial', 'good!'), result('2', 'partial', 'bad!'), result('2', 'final', 'bad')),
    [2, 0, 1],
  );
});

const loud = (seconds: number) => Int16Array.from({ length: seconds * RATE }, (_, i) => 9_000 * Math.sin(i / 10));
const recording = (id: string, seconds: number): Recording => ({
  id,
  kind: 'people',
  text: id,
  samples: loud(seconds),
});
/** As if each sample were sent when it was recorded, at 1,000 ms for the first. */
const sentAt = (sample: number) => 1_000 + (sample / RATE) * 1_000;

test('lags are from the sending of what was heard to its coming back', () => {
  const track = new Track([recording('a', 2), recording('b', 1)], { leadMs: 0, gapMs: 1_000, tailMs: 1_000 });
  const ledger = new StreamLedger();
  ledger.take([result('1', 'partial', 'one')], 1_700);
  ledger.take([result('1', 'partial', 'one two')], 2_100);
  // Nothing further is covered: no lag to speak of.
  ledger.take([result('1', 'partial', 'ONE TWO')], 2_900);
  ledger.take([result('1', 'final', 'one two three four')], 3_500);
  ledger.take([result('2', 'final', 'five six', 3)], 5_700);

  const lags = ledger.lags(track, sentAt);

  assert.equal(ledger.text, 'one two three four five six');
  assert.deepEqual(lags.partialMs.map(Math.round), [200, 100]);
  assert.deepEqual(lags.finalMs.map(Math.round), [500, 700]);
  assert.deepEqual(
    lags.answers.map(({ sentMs }) => Math.round(sentMs / 100)),
    [30, 50],
  );
  assert.deepEqual(lags.firstMs.map(Math.round), [700]);
  assert.deepEqual(lags.stepMs, [400]);
  assert.equal(lags.unanswered, 0);
});

test('a final that is made before the last breath is sent answers its recording at once', () => {
  const track = new Track([recording('a', 2)], { leadMs: 0, gapMs: 0, tailMs: 0 });
  const answeredAt = (endS: number) => {
    const ledger = new StreamLedger();
    ledger.take([{ ...result('1', 'final', 'good morning'), EndTime: endS }], 2_990);
    return ledger.lags(track, sentAt);
  };

  assert.deepEqual([answeredAt(1.7).finalMs, answeredAt(1.7).unanswered], [[0], 0]);
  assert.equal(answeredAt(1.5).unanswered, 1, 'it ends too early to be of all');
});

test('a recording to whose end no final came is counted, and what was not sent has no lag', () => {
  const track = new Track([recording('a', 2), recording('b', 2)], { leadMs: 0, gapMs: 1_000, tailMs: 0 });
  const ledger = new StreamLedger();
  ledger.take([result('1', 'final', 'too early')], 2_000);

  const lags = ledger.lags(track, (sample) => (sample < 3 * RATE ? sentAt(sample) : undefined));

  assert.deepEqual(lags.finalMs, []);
  assert.equal(lags.unanswered, 2);
});

test('a track has its recordings where it says, and silence between', () => {
  const track = new Track([recording('a', 1), recording('b', 1)], { leadMs: 500, gapMs: 250, tailMs: 750 });

  assert.equal(track.length, 3.5 * RATE);
  const whole = track.read(0, track.length);
  const pieces = Array.from({ length: Math.ceil(track.length / 1_000) }, (_, i) => track.read(i * 1_000, 1_000));
  assert.deepEqual(
    pieces.flatMap((piece) => [...piece]),
    [...whole],
  );
  assert.ok(whole.subarray(0, 0.5 * RATE).every((sample) => sample === 0));
  assert.deepEqual(whole.slice(0.5 * RATE, 1.5 * RATE), loud(1));
  assert.ok(whole.subarray(1.5 * RATE, 1.75 * RATE).every((sample) => sample === 0));
  assert.equal(track.placed[1]?.start, 1.75 * RATE);
});

test('a long talk goes round and round its recordings, from anywhere', () => {
  const ids = repeated([recording('a', 1), recording('b', 1), recording('c', 1)], 1, 7.6, 500).map(({ id }) => id);

  assert.deepEqual(ids, ['b', 'c', 'a', 'b', 'c']);
  assert.deepEqual(repeated([], 0, 10, 500), []);
});

test('nothing measured has no percentiles', () => {
  assert.deepEqual(toDistribution([]), { count: 0, p50Ms: undefined, p90Ms: undefined });
  assert.deepEqual(toDistribution([3, 1, 2.4]), { count: 3, p50Ms: 2, p90Ms: 3 });
});
