/** Whatever was said, and whenever: what the files promise. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { columnsOf } from '../../../web/src/keep/columns.ts';
import { FORMATS, toFile, toText } from '../../../web/src/keep/kept-file.ts';
import { openPage, SPANISH } from './kept.ts';
import { type ReadCue, readSrt, readVtt } from './subtitles.ts';

const NOTES = { newClock: 'The clock began again.', cut: undefined };
/** What is added for the direction of a line, and what SubRip cannot say. */
const MARKS = /[\u200e\u200f]/g;

const word = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom('one', 'two,', 'three.', 'inconvenientemente', '¿qué?', 'la', 'a'.repeat(90)),
  },
  { weight: 2, arbitrary: fc.constantFrom('صباح', 'الخير.', '皆さん、おはよう', '我们的城市。', '여러분', '👩‍👩‍👧') },
  {
    weight: 1,
    arbitrary: fc.constantFrom('-->', '<b>', '&amp;', '{\\i1}', '1', '00:00:01,000', 'NOTE', 'WEBVTT', '\r\n\r\n'),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 12 }) },
);
const time = fc.option(fc.double({ min: 0, max: 600_000, noNaN: true }), { nil: undefined });
const said = fc.record({
  text: fc.array(word, { maxLength: 40 }).map((words) => words.join(' ')),
  isPartial: fc.constant(false),
  resultId: fc.option(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { nil: undefined }),
  segment: fc.option(fc.nat(4), { nil: undefined }),
  isWhole: fc.boolean(),
  epoch: fc.option(fc.nat(3), { nil: undefined }),
  startTimeMs: time,
  endTimeMs: time,
});

function checkTimes(cues: readonly ReadCue[]): void {
  cues.forEach(({ startMs, endMs }, i) => {
    assert.ok(endMs - startMs >= 500 && endMs - startMs <= 7_000, `a cue of ${endMs - startMs} ms`);
    assert.ok(startMs >= (cues[i - 1]?.endMs ?? 0), 'two cues at the same time');
  });
}

function checkLines(cues: readonly ReadCue[]): void {
  for (const { lines } of cues) {
    assert.ok(lines.length >= 1 && lines.length <= 2, `a cue of ${lines.length} lines`);
    for (const line of lines) {
      assert.equal(line.trim(), line);
      // A chain of joined characters is one, however long.
      assert.ok(columnsOf(line) <= 42 || line.includes('\u200d'), `a line of ${columnsOf(line)} columns: ${line}`);
    }
  }
}

/** Equally long, so that each has the same time. */
const nameOf = (n: number) => `w${String(n).padStart(4, '0')}`;

const wordsOf = (text: string) => text.replace(MARKS, '').replace(/\s/gu, '');

test('every word is in every file, once and in order; cues are in order, apart, short enough, and of one or two lines', () => {
  fc.assert(
    fc.property(fc.array(said, { maxLength: 12 }), (all) => {
      const { kept, page } = openPage('private');
      for (const each of all) {
        page.nowMs += 700;
        kept.add('translation', each, 'es');
      }
      const lines = kept.lines(SPANISH);
      const spoken = lines.map(({ text }) => text).join(' ');
      const [txt, srt, vtt] = FORMATS.map((format) => toFile(format, lines, 'es', NOTES)) as [string, string, string];
      const [subRip, webVtt] = [readSrt(srt), readVtt(vtt)];

      assert.equal(wordsOf(txt), wordsOf(spoken));
      assert.equal(wordsOf(toText(lines, NOTES)), wordsOf(spoken));
      assert.equal(wordsOf(webVtt.map((cue) => cue.lines.join(' ')).join(' ')), wordsOf(spoken));
      checkTimes(webVtt);
      checkLines(webVtt);
      assert.deepEqual(
        subRip.map(({ startMs, endMs, lines: texts }) => [startMs, endMs, texts.length]),
        webVtt.map(({ startMs, endMs, lines: texts }) => [startMs, endMs, texts.length]),
      );
      assert.ok(subRip.every((cue) => cue.lines.every((line) => !/-->|<[a-z/]/i.test(line))));
    }),
    { numRuns: 300 },
  );
});

test('every word that came as a final is in the file if nothing replaced it, and at its own time', () => {
  const steps = fc.array(fc.record({ words: fc.integer({ min: 1, max: 30 }), rebuilt: fc.boolean() }), {
    maxLength: 20,
  });
  fc.assert(
    fc.property(steps, fc.boolean(), (all, isAgain) => {
      const { kept } = openPage();
      let [clock, epoch, count, fileMs] = [0, 0, 0, 0];
      const expected: [number, string][] = [];
      all.forEach(({ words, rebuilt }, i) => {
        if (rebuilt && clock > 4_000) {
          epoch += 1;
          clock = 0;
        }
        const text = Array.from({ length: words }, () => nameOf(count++)).join(' ');
        const times = { startTimeMs: clock, endTimeMs: clock + words * 400 };
        const message = { text, isPartial: false, resultId: `r${i}`, segment: 0, epoch, ...times };
        for (let n = 0; n < (isAgain ? 2 : 1); n++) kept.add('translation', message, 'es');
        expected.push([fileMs, text]);
        clock += words * 400;
        fileMs += words * 400;
      });

      assert.deepEqual(
        kept.lines(SPANISH).map(({ startMs, text }) => [startMs, text]),
        expected,
      );
      const cues = readVtt(toFile('vtt', kept.lines(SPANISH), 'es', NOTES));
      assert.deepEqual(
        cues.flatMap((cue) => cue.lines.join(' ').split(' ')),
        Array.from({ length: count }, (_, n) => nameOf(n)),
      );
      for (const { startMs, lines } of cues) {
        const first = Number(lines[0]?.split(' ')[0]?.slice(1));
        assert.ok(Math.abs(startMs - first * 400) <= 800, `w${first} at ${startMs} ms`);
      }
    }),
    { numRuns: 200 },
  );
});
