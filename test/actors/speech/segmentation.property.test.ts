/** Random talks, cut into random results, with streams that die anywhere: what was handed over, word by word. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Segment, Segmentation } from '../../../src/actors/speech/segmentation.ts';
import { toSpokenResult } from '../../../src/actors/speech/spoken-words.ts';
import { SEGMENT_MODES } from '../../../src/protocol/segments.ts';
import { resultOf, streamFrom, type TalkWord, type TimedWord, timed } from '../../support/actors/spoken-talk.ts';

/** Few words, so that genuine doubles are everywhere; two of them open clauses. */
const CONTENTS = ['very', 'no', 'a', 'the', 'and', 'because', 'window', 'houses', 'U', '3'];
const MARKS = ['', '', '', '', '', ',', '.', '?', ';'];

const wordOf = (leastMs: number) =>
  fc.record<TalkWord>({
    content: fc.constantFrom(...CONTENTS),
    mark: fc.constantFrom(...MARKS),
    gapMs: fc.constantFrom(0, 0, 0, 40, 120, 300, 700),
    lengthMs: fc.integer({ min: leastMs, max: 600 }),
  });

interface Script {
  readonly words: readonly TalkWord[];
  /** Words of each result, in turn. */
  readonly lengths: readonly number[];
  /** Of every 16 events one lets the stream die, on average. */
  readonly deaths: readonly number[];
  /** Words that each partial adds, and how many words behind it the stable prefix is. */
  readonly steps: readonly number[];
  readonly lags: readonly number[];
  readonly moves: readonly number[];
  readonly lateMs: readonly number[];
}

const scriptOf = (leastMs: number, mostMovedMs: number) =>
  fc.record<Script>({
    words: fc.array(wordOf(leastMs), { minLength: 1, maxLength: 80, size: 'max' }),
    lengths: fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 8 }),
    deaths: fc.array(fc.integer({ min: 0, max: 15 }), { minLength: 1, maxLength: 40, size: 'max' }),
    steps: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 12 }),
    lags: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 12 }),
    moves: fc.array(fc.integer({ min: -mostMovedMs, max: mostMovedMs }), { minLength: 1, maxLength: 12 }),
    lateMs: fc.array(fc.integer({ min: 0, max: 6_000 }), { minLength: 1, maxLength: 12 }),
  });

/** Takes the values of a list in turn, again and again. */
function turns<T>(values: readonly T[]): () => T {
  let at = 0;
  return () => {
    at += 1;
    return values[(at - 1) % values.length] as T;
  };
}

interface Outcome {
  readonly talk: readonly TimedWord[];
  readonly segments: readonly Segment[];
  readonly contradicted: number;
  readonly deaths: number;
}

/** @param perWord Every word moves for itself; otherwise all words of a stream move alike. */
function play(script: Script, mode: (typeof SEGMENT_MODES)[number], perWord: boolean): Outcome {
  const segmentation = new Segmentation({ mode, language: 'en', deadlineMs: 4_000 });
  const talk = timed(script.words);
  const [length, death, step, lag, move, late] = [
    turns(script.lengths),
    turns(script.deaths),
    turns(script.steps),
    turns(script.lags),
    turns(script.moves),
    turns(script.lateMs),
  ];
  const segments: Segment[] = [];
  let [contradicted, deaths, done, streams, results] = [0, 0, 0, 0, 0];
  while (done < talk.length) {
    // The next stream gets what no final has covered.
    const streamMs = talk[done - 1]?.endMs ?? 0;
    const timeline = streamFrom(streamMs);
    streams += 1;
    const shift = streams === 1 ? 0 : move();
    const moved = new Map<TimedWord, number>();
    const movedMs = (word: TimedWord) => {
      if (!perWord || streams === 1) return shift;
      if (!moved.has(word)) moved.set(word, move());
      return moved.get(word) ?? 0;
    };
    let isAlive = true;
    const hear = (words: readonly TimedWord[], stable: number | undefined) => {
      const result = resultOf({ resultId: `r${results}`, words, stable, streamMs, movedMs });
      const nowMs = (words.at(-1)?.endMs ?? 0) + late();
      const cut = segmentation.accept(toSpokenResult(result, timeline), timeline, nowMs);
      segments.push(...cut.segments);
      contradicted += cut.contradicted;
    };
    while (isAlive && done < talk.length) {
      results += 1;
      const words = talk.slice(done, done + length());
      for (let count = step(); count < words.length && isAlive; count += step()) {
        hear(words.slice(0, count), Math.max(0, count - lag()));
        if (deaths < 30 && death() === 0) isAlive = false;
        else if (death() === 1) segments.push(...segmentation.due((words[count - 1]?.endMs ?? 0) + 5_000));
      }
      if (!isAlive) break;
      hear(words, undefined);
      done += words.length;
      if (deaths < 30 && death() === 0) isAlive = false;
    }
    if (!isAlive) deaths += 1;
  }
  return { talk, segments, contradicted, deaths };
}

const said = (words: readonly { readonly content: string }[]) => words.map(({ content }) => content);

function assertOnce({ talk, segments, contradicted }: Outcome): void {
  assert.deepEqual(
    segments.flatMap(({ words }) => said(words)),
    said(talk),
  );
  assert.equal(contradicted, 0);
}

for (const mode of SEGMENT_MODES) {
  test(`${mode}: every stable word is in exactly one segment, in order, whatever the results and wherever streams die`, () => {
    let deaths = 0;
    fc.assert(
      fc.property(scriptOf(70, 0), (script) => {
        const outcome = play(script, mode, false);
        assertOnce(outcome);
        deaths += outcome.deaths;
      }),
      { numRuns: 300 },
    );
    assert.ok(deaths > 100, `${deaths} deaths`);
  });

  // Any two recognitions differ by 60 ms at most.
  test(`${mode}: also when all times of another recognition are up to 60 ms earlier or later`, () => {
    fc.assert(
      fc.property(scriptOf(130, 30), (script) => assertOnce(play(script, mode, false))),
      { numRuns: 300 },
    );
  });

  test(`${mode}: also when each word's times move by up to 60 ms for themselves`, () => {
    fc.assert(
      fc.property(scriptOf(130, 30), (script) => assertOnce(play(script, mode, true))),
      { numRuns: 300 },
    );
  });
}

test('words of 20 ms that are all different are told apart although their times move by more than they last', () => {
  const lengths = fc.integer({ min: 1, max: 200 });
  fc.assert(
    fc.property(scriptOf(20, 30), lengths, (script, length) => {
      const words = Array.from({ length }, (_, i) => ({ content: `b${i}`, mark: '', gapMs: 0, lengthMs: 20 }));
      assertOnce(play({ ...script, words }, 'clause', false));
    }),
    { numRuns: 300 },
  );
});

test('words of a final that contradict what was handed over are counted, each once, and none is handed over again', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { minLength: 12, maxLength: 40 }), (isLie) => {
      const segmentation = new Segmentation({ mode: 'clause', language: 'en', deadlineMs: 4_000 });
      const talk = timed(isLie.map((_, i) => ({ content: `w${i}`, mark: '', gapMs: 0, lengthMs: 300 })));
      const liar = talk.map((word, i) => (isLie[i] ? { ...word, content: `x${i}` } : word));
      const timeline = streamFrom(0);
      const hear = (words: readonly TimedWord[], stable: number | undefined) => {
        const result = resultOf({ resultId: 'r', words, stable, streamMs: 0 });
        return segmentation.accept(toSpokenResult(result, timeline), timeline, 60_000);
      };

      const first = hear(talk, talk.length).segments.flatMap(({ words }) => said(words));
      const { segments, contradicted } = hear(liar, undefined);

      assert.equal(first.length, talk.length - 2);
      assert.deepEqual(
        segments.flatMap(({ words }) => said(words)),
        said(liar.slice(-2)),
      );
      assert.equal(contradicted, isLie.slice(0, -2).filter(Boolean).length);
    }),
    { numRuns: 200 },
  );
});

test('the texts of the segments are the text of the talk, and no segment begins or ends inside a word', () => {
  fc.assert(
    fc.property(scriptOf(70, 0), (script) => {
      const { talk, segments } = play(script, 'clause', false);
      const text = (words: string) => words.replace(/[,.?; ]+/g, ' ').trim();
      assert.equal(
        text(segments.map((segment) => segment.text).join(' ')),
        text(talk.map(({ content, mark }) => `${content}${mark}`).join(' ')),
      );
      for (const { words, startMs, endMs, by } of segments) {
        assert.ok(startMs <= endMs);
        if (by !== 'final') assert.deepEqual([startMs, endMs], [words[0]?.startMs, words.at(-1)?.endMs]);
      }
    }),
    { numRuns: 500 },
  );
});

test('segments of a result are numbered from 0, and only one that ends with its final is the last', () => {
  fc.assert(
    fc.property(scriptOf(70, 0), (script) => {
      const next = new Map<string, number>();
      for (const { resultId, segment, isSegmentFinal, by } of play(script, 'clause', false).segments) {
        assert.equal(segment, next.get(resultId) ?? 0);
        next.set(resultId, segment + 1);
        assert.equal(isSegmentFinal, by === 'final');
      }
    }),
    { numRuns: 500 },
  );
});
