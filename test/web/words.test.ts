import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runningText } from '../../web/src/running-text.ts';
import { type Said, Words } from '../../web/src/words.ts';

/** The paragraphs, and the partial after a tilde: in its paragraph, or as one of its own. */
function shown(words: Words): string[] {
  const { partial } = words;
  const texts = words.paragraphs.map((paragraph) => {
    const text = runningText(paragraph.lines).join('');
    return partial?.paragraph === paragraph ? `${text} ~${partial.said.text}` : text;
  });
  if (partial && !partial.paragraph) texts.push(`~${partial.said.text}`);
  return texts.filter((text) => text !== '');
}

function after(...said: readonly Said[]): string[] {
  const words = new Words();
  for (const each of said) words.add(each);
  return shown(words);
}

const said = (resultId: string, segment: number | undefined, text: string, startTimeMs: number, endTimeMs: number) => ({
  resultId,
  segment,
  text,
  startTimeMs,
  endTimeMs,
});
const final = (...[name, segment, text, from, to]: Parameters<typeof said>): Said => ({
  ...said(name, segment, text, from, to),
  isPartial: false,
});
const partial = (...[name, segment, text, from, to]: Parameters<typeof said>): Said => ({
  ...said(name, segment, text, from, to),
  isPartial: true,
});

test('a partial stands at the end until a newer one or its final takes its place', () => {
  const words = new Words();
  words.add({ text: 'good', isPartial: true, resultId: 'a', startTimeMs: 0, endTimeMs: 300 });
  words.add({ text: 'good mor', isPartial: true, resultId: 'a', startTimeMs: 0, endTimeMs: 600 });
  assert.deepEqual(shown(words), ['~good mor']);
  words.add({ text: 'good morning', isPartial: false, resultId: 'a', startTimeMs: 0, endTimeMs: 900 });

  assert.deepEqual(shown(words), ['good morning']);
});

test('the final of a sentence leaves the partial of the next one', () => {
  const next = { text: 'and wel', isPartial: true, resultId: 'b', startTimeMs: 1_000, endTimeMs: 1_300 };
  const sentence = { text: 'good morning', isPartial: false, resultId: 'a', startTimeMs: 0, endTimeMs: 900 };

  assert.deepEqual(after(next, sentence), ['good morning', '~and wel']);
});

test('a partial of a stream that broke goes with the final of another name that covers its time', () => {
  const dead = { text: 'good', isPartial: true, resultId: 'old', startTimeMs: 0, endTimeMs: 300 };
  const again = { text: 'good morning', isPartial: false, resultId: 'new', startTimeMs: 0, endTimeMs: 900 };

  assert.deepEqual(after(dead, again), ['good morning']);
});

test('an empty final takes the partial away and leaves no line; of many lines the oldest go', () => {
  const words = new Words();
  words.add({ text: 'hm', isPartial: true });
  words.add({ text: ' ', isPartial: false });
  assert.deepEqual(shown(words), []);
  for (let n = 1; n <= 250; n++) words.add({ text: `line ${n}`, isPartial: false });

  assert.equal(words.finalCount, 250);
  assert.equal(shown(words).length, 200);
  assert.equal(shown(words)[0], 'line 51');
});

test('the segments of a result read as one paragraph, and the partial of what follows continues it', () => {
  assert.deepEqual(
    after(
      partial('a', 0, 'when we came home the', 0, 1_500),
      final('a', 0, 'When we came home,', 0, 1_000),
      partial('a', 1, 'the door was', 1_000, 2_000),
    ),
    ['When we came home, ~the door was'],
  );
  assert.deepEqual(
    after(
      final('a', 0, 'When we came home,', 0, 1_000),
      final('a', 1, 'the door was open.', 1_000, 2_400),
      partial('b', 0, 'nobody', 2_600, 3_000),
    ),
    ['When we came home, the door was open.', '~nobody'],
  );
});

test('a late partial neither hides nor repeats a segment that is shown, whether of its line, of an earlier one or of none', () => {
  const segments = [final('a', 0, 'one', 0, 500), final('a', 1, 'two', 500, 1_000)];
  for (const late of [0, 1, undefined]) {
    assert.deepEqual(after(...segments, partial('a', late, 'one two', 0, 900)), ['one two']);
  }
});

test('a segment ends the partial of its own line only', () => {
  assert.deepEqual(after(partial('a', 1, 'three', 1_000, 1_500), final('a', 0, 'one two', 0, 1_000)), [
    'one two ~three',
  ]);
  assert.deepEqual(after(partial('a', 0, 'one two', 0, 1_000), final('a', 0, 'one', 0, 500)), ['one']);
});

test('segments that overtake each other stand in order, and one that comes twice stands once', () => {
  const [zero, one, two] = [final('a', 0, 'zero', 0, 1), final('a', 1, 'one', 1, 2), final('a', 2, 'two', 2, 3)];
  const words = new Words();
  for (const each of [zero, two, one, two, zero]) words.add(each);

  assert.deepEqual(shown(words), ['zero one two']);
  assert.equal(words.finalCount, 3);
});

test('a result’s whole text replaces its segments where it differs, and leaves them where it does not', () => {
  const segments = [final('a', 0, 'I scream', 0, 500), final('a', 1, 'for it.', 500, 1_000)];
  const whole = (text: string): Said => ({ ...final('a', undefined, text, 0, 1_000), isWhole: true });
  const rest = [
    final('b', 0, 'Next.', 1_100, 1_500),
    partial('a', 2, 'it', 900, 1_000),
    final('a', 2, 'it.', 900, 1_000),
  ];
  assert.deepEqual(after(...segments, whole('Ice cream for it.'), ...rest), ['Ice cream for it.', 'Next.']);
  assert.deepEqual(after(whole('Ice cream for it.'), ...rest), ['Ice cream for it.', 'Next.']);

  const words = new Words();
  for (const each of segments) words.add(each);
  const ids = () => words.paragraphs.flatMap(({ lines }) => lines.map(({ id }) => id));
  const before = ids();
  words.add(whole('I scream for it.'));
  assert.deepEqual(ids(), before);
});

test('a pipeline that gives the result but no segment is taken at its word: every final is a paragraph', () => {
  const clause = (text: string): Said => ({ text, isPartial: false, resultId: 'a' });

  assert.deepEqual(after(clause('uno'), { ...clause('d'), isPartial: true }, clause('dos')), ['uno', 'dos']);
});

test('after a stream’s death its words come again under another name, and stand once', () => {
  const dead = partial('old', 1, 'the door was', 1_000, 2_000);
  const known = final('old', 0, 'When we came home,', 0, 1_000);
  const again = partial('new', 0, 'the door', 1_040, 1_600);
  assert.deepEqual(after(known, dead, again), ['When we came home,', '~the door']);
  // The dead stream's partial comes late: over a slow pipeline.
  const done = final('new', 0, 'the door was open.', 1_040, 2_400);
  assert.deepEqual(after(known, dead, again, done, dead), ['When we came home,', 'the door was open.']);
});

test('times of another epoch say nothing: words of a rebuilt session are shown, the partial before it goes', () => {
  const rebuilt = (each: Said): Said => ({ ...each, epoch: 1 });
  const before: Said = { ...final('a', 0, 'Before.', 60_000, 61_000), epoch: 0 };
  const dead: Said = { ...partial('b', 0, 'dea', 61_200, 61_400), epoch: 0 };
  const after1 = rebuilt(partial('c', 0, 'after', 0, 400));
  assert.deepEqual(after(before, dead, after1), ['Before.', '~after']);
  assert.deepEqual(after(before, after1, dead), ['Before.', '~after']);
  assert.deepEqual(after(before, dead, rebuilt(final('c', 0, 'After.', 0, 400))), ['Before.', 'After.']);
  // A recogniser may count its results from the beginning again.
  assert.deepEqual(after(before, rebuilt(final('a', 0, 'Again.', 0, 400))), ['Before.', 'Again.']);
});

test('another language begins another paragraph, so that each is read in its own voice', () => {
  const words = new Words();
  words.add({ ...final('a', 0, 'uno,', 0, 500), language: 'es' });
  words.add({ ...partial('a', 1, 'dos', 500, 900), language: 'ca' });
  assert.deepEqual(shown(words), ['uno,', '~dos']);
  words.add({ ...final('a', 1, 'dos.', 500, 1_000), language: 'ca' });

  assert.deepEqual(
    words.paragraphs.map(({ language }) => language),
    ['es', 'ca'],
  );
});

test('a result of many segments is bounded as many results are', () => {
  const words = new Words();
  for (let n = 0; n < 1_000; n++) words.add(final('a', n, `w${n}`, n, n + 1));

  assert.equal(words.paragraphs[0]?.lines.length, 200);
  assert.equal(words.paragraphs[0]?.lines[0]?.text, 'w800');
  assert.equal(words.finalCount, 1_000);
});

test('pieces of a sentence are joined with a space, except in scripts without spaces', () => {
  const joined = (...texts: string[]) => runningText(texts.map((text) => ({ text }))).join('');
  assert.equal(joined('Good morning,', '', 'everybody.'), 'Good morning, everybody.');
  assert.equal(joined('大家早上好，', '欢迎'), '大家早上好，欢迎');
  assert.equal(joined('안녕하세요,', '여러분'), '안녕하세요, 여러분');
});

test('a caption in the speaker’s language is known as untranslated, unless that is the listener’s', () => {
  const words = new Words();
  const said = { isPartial: false, translated: false, targetLanguage: 'es' };

  words.add({ ...said, text: 'Good evening.', language: 'en' });
  words.add({ ...said, text: 'Buenas noches.', language: 'es' });
  words.add({ ...said, text: 'Buenas noches.', language: 'es', translated: true });

  assert.deepEqual(
    words.paragraphs.map(({ isUntranslated }) => isUntranslated),
    [true, false, false],
  );
});
