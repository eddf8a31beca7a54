/** Numbered words through cuts, late and repeated messages, and streams that die: whatever comes, none is shown twice. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { runningText } from '../../web/src/running-text.ts';
import { type Said, Words } from '../../web/src/words.ts';

const WORD_MS = 250;
/** By how much a recognition may move a time. */
const MOVED_MS = 60;

interface Step {
  /** Words that are recognised with this event, as the open tail. */
  readonly words: number;
  /** Words of the tail that are handed over then. */
  readonly cut: number;
  readonly next: 'on' | 'final' | 'death' | 'rebuild';
  readonly movedMs: number;
  /** Which of the messages so far comes once more. */
  readonly again: number | undefined;
}

const step: fc.Arbitrary<Step> = fc.record({
  words: fc.integer({ min: 0, max: 4 }),
  cut: fc.integer({ min: 0, max: 4 }),
  next: fc.oneof(
    { weight: 6, arbitrary: fc.constant('on' as const) },
    { weight: 2, arbitrary: fc.constantFrom('final' as const, 'death' as const) },
    { weight: 1, arbitrary: fc.constant('rebuild' as const) },
  ),
  movedMs: fc.integer({ min: -MOVED_MS, max: MOVED_MS }),
  again: fc.option(fc.nat(), { nil: undefined }),
});

/** @returns what a server says, in order, of a speaker who counts: each word once in a segment, tails as partials. */
function toMessages(steps: readonly Step[]): { messages: Said[]; handedOver: number } {
  const messages: Said[] = [];
  let [result, segment, epoch, epochBegan] = [0, 0, 0, 0];
  let [handedOver, heard] = [0, 0];
  const say = (isPartial: boolean, to: number, movedMs: number) => {
    const text = Array.from({ length: to - handedOver }, (_, i) => String(handedOver + i)).join(' ');
    const atMs = (word: number) => Math.max(0, (word - epochBegan) * WORD_MS + movedMs);
    const times = { startTimeMs: atMs(handedOver), endTimeMs: atMs(to) };
    messages.push({ text, isPartial, resultId: `r${result}`, segment, epoch, ...times });
  };
  for (const { words, cut, next, movedMs } of steps) {
    heard += words;
    const to = next === 'final' ? heard : Math.min(heard, handedOver + cut);
    if (to > handedOver) {
      say(false, to, movedMs);
      handedOver = to;
      segment += 1;
    }
    if (heard > handedOver) say(true, heard, movedMs);
    if (next === 'on') continue;
    // After a death the tail is recognised again.
    heard = handedOver;
    result += 1;
    segment = 0;
    if (next !== 'rebuild') continue;
    epoch += 1;
    epochBegan = handedOver;
  }
  return { messages, handedOver };
}

function finalsOf(words: Words): string[] {
  return words.paragraphs.flatMap(({ lines }) => runningText(lines).join('').split(' ')).filter(Boolean);
}

test('every word that was handed over stays, in order and once, and the partial repeats none of them', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const { messages, handedOver } = toMessages(steps);
      const words = new Words();
      const seen = new Set<string>();
      const add = (message: Said) => {
        words.add(message);
        const finals = finalsOf(words);
        const all = [...finals, ...(words.partial?.said.text.split(' ') ?? [])];
        assert.deepEqual(all, [...new Set(all)], 'a word is shown twice');
        for (const word of seen) assert.ok(finals.includes(word), `the word ${word} is gone`);
        for (const word of finals) seen.add(word);
      };
      messages.forEach((message, i) => {
        add(message);
        const again = steps[i]?.again;
        if (again !== undefined) add(messages[again % (i + 1)] as Said);
      });

      assert.deepEqual(
        finalsOf(words),
        Array.from({ length: handedOver }, (_, word) => String(word)),
      );
    }),
    { numRuns: 500 },
  );
});
