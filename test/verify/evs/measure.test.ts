import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Handed } from '../../../verify/evs/handed.ts';
import { type ListenerRecord, measureSession, type SessionRecord } from '../../../verify/evs/measure.ts';

/** A word each half second, said when it is due and sent 50 ms later. */
const WORDS = 'one two three four five six'.split(' ');
const END_MS = 3_000;

function toRecord(changed: Partial<SessionRecord> = {}): SessionRecord {
  return {
    mode: 'clause',
    words: WORDS.map((text, i) => ({ text, startMs: i * 500, endMs: (i + 1) * 500 })),
    durationMs: END_MS,
    saidAt: (ms) => ({ saidAtMs: 10_000 + ms, sentAtMs: 10_050 + ms }),
    handed: [toHanded(0, 'One two three,', 12_500), toHanded(1, 'four five six.', 14_000)],
    replacements: [],
    listeners: [toListener()],
    ...changed,
  };
}

function toHanded(segment: number, text: string, atMs: number, isPartial = false): Handed {
  const key = `r:${segment}:${atMs}`;
  return { sessionId: 's', key, resultId: 'r', segment, epoch: 0, text, isPartial, startTimeMs: 0, endTimeMs: 0, atMs };
}

function toListener(changed: Partial<ListenerRecord> = {}): ListenerRecord {
  const played = [toPlayed(0, 13_000, 1_800), toPlayed(1, 14_800, 1_800)];
  return { longerPercent: 25, played, wordsTakenBack: 0, largestRate: 1.2, ...changed };
}

function toPlayed(
  segment: number,
  firstSoundAtMs: number,
  durationMs: number,
  outcome: 'played' | 'skipped' = 'played',
) {
  return {
    resultId: 'r',
    segment,
    epoch: 0,
    outcome,
    firstSoundAtMs,
    durationMs,
    delayMs: 100,
    queuedMs: 0,
    playbackRate: 1,
  };
}

test('a word’s lag is from its end in the mouth to its share of the segment’s sound', () => {
  const [listener] = measureSession(toRecord()).listeners;

  // The first word ends at 10.5 s; its third of 1.8 s ends at 13.6 s.
  assert.deepEqual(
    listener?.lags.map(({ lagS }) => lagS),
    [3.1, 3.2, 3.3, 3.4, 3.5, 3.6],
  );
  assert.deepEqual([listener?.evs.p50, listener?.evs.p90, listener?.evs.words], [3.3, 3.6, 6]);
  assert.deepEqual(listener?.endToSound, { p50: 1.5, p90: 1.8 });
  // The mean of 3.35 s in its parts; the segments are called for 1 s after their last words.
  assert.deepEqual(listener?.parts, { restOfSegment: 0.5, handOver: 1, delivery: 0.55, player: 0.1, ownSound: 1.2 });
  assert.equal(Math.round(listener?.evsFromSending.sum ?? 0), 20_100 - 6 * 50);
});

test('a word is handed over when the pipeline is called with its segment, and partials hand over nothing', () => {
  const partial = toHanded(0, 'One two', 11_700, true);
  const { handed } = toRecord();

  const figures = measureSession(toRecord({ handed: [partial, ...handed] }));

  assert.deepEqual(figures.handOver, { p50: 1.5, p90: 2 });
  assert.deepEqual([figures.segmentsPerMinute, figures.captionsPerMinute], [40, 20]);
  assert.deepEqual([figures.spokenTwice, figures.neverHanded, figures.changed], [0, 0, 0]);
});

test('a segment handed over again is words spoken twice, and one that is missing words never spoken', () => {
  const again = toRecord({ handed: [...toRecord().handed, toHanded(2, 'five six.', 15_000)] });
  assert.equal(measureSession(again).spokenTwice, 2);

  const [first] = toRecord().handed;
  assert.ok(first);
  const figures = measureSession(toRecord({ handed: [first] }));
  assert.deepEqual([figures.neverHanded, figures.listeners[0]?.evs.words], [3, 3]);
});

test('a skipped segment has no lag, and one that was never reported is counted apart', () => {
  const skipped = toListener({ played: [toPlayed(0, 13_000, 0, 'skipped')] });

  const [listener] = measureSession(toRecord({ listeners: [skipped] })).listeners;

  assert.deepEqual([listener?.evs.words, listener?.skippedSegments, listener?.neverHeard], [0, 1, 3]);
});

test('a final that says something else counts each word that differs', () => {
  const replacements = [{ resultId: 'r', text: 'one too three for five six' }];

  assert.equal(measureSession(toRecord({ replacements })).contradicted, 2);
});

test('the lag of the second minute is compared with that of the last, if the talk is long enough', () => {
  const words = Array.from({ length: 240 }, (_, i) => ({ text: `w${i}`, startMs: i * 1_000, endMs: (i + 1) * 1_000 }));
  const handed = words.map(({ text, endMs }, i) => toHanded(i, text, 10_000 + endMs));
  // Falls behind by 10 ms with each word.
  const played = words.map(({ endMs }, i) => toPlayed(i, 10_000 + endMs + i * 10, 1_000));
  const record = toRecord({ words, handed, listeners: [toListener({ played })], durationMs: 240_000 });

  assert.deepEqual(measureSession(record).listeners[0]?.drift, { secondMinuteS: 1.89, lastMinuteS: 3.09 });
  assert.equal(measureSession(toRecord()).listeners[0]?.drift, undefined);
});
