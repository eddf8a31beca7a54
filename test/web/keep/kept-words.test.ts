/** Which words a page keeps, in which order, and at which times of the session. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ORIGINAL, openPage, read, SPANISH, START_MS, segment } from './kept.ts';

test('a partial is never kept', () => {
  const { kept } = openPage();

  kept.add('original', { ...segment('r', 0, 'Good morn', 0, 1), isPartial: true }, 'en');
  assert.deepEqual(kept.tracks, []);
  kept.add('original', segment('r', 0, 'Good morning.', 0, 1), 'en');

  assert.deepEqual(read(kept), ['0-1 Good morning.']);
});

test('segments of a result are one paragraph in their order, whatever the order in which they come', () => {
  const { kept } = openPage();

  kept.add('original', segment('a', 1, 'everybody', 1, 2), 'en');
  kept.add('original', segment('b', 0, 'Welcome.', 3, 4), 'en');
  kept.add('original', segment('a', 0, 'Good morning', 0, 1), 'en');
  kept.add('original', segment('a', 2, 'here.', 2, 3), 'en');

  assert.deepEqual(read(kept), ['0-1 Good morning', '1-2 everybody', '2-3 here.', '3-4 Welcome.']);
  assert.deepEqual(
    kept.lines(ORIGINAL).map(({ paragraph }) => paragraph),
    [0, 0, 0, 1],
  );
});

test('a final without a segment replaces all lines of its result, and nothing of that result comes after it', () => {
  const { kept } = openPage();
  const whole = { ...segment('r', 0, 'Good morning, every body.', 0, 2), segment: undefined, isWhole: true };

  kept.add('original', segment('r', 0, 'Good mourning', 0, 1), 'en');
  kept.add('original', segment('q', 0, 'Next.', 3, 4), 'en');
  kept.add('original', whole, 'en');
  kept.add('original', segment('r', 1, 'everybody.', 1, 2), 'en');
  kept.add('original', { ...whole, text: 'Good evening.' }, 'en');

  assert.deepEqual(read(kept), ['0-2 Good morning, every body.', '3-4 Next.']);
});

test('a transcript without a segment is all of its result', () => {
  const { kept } = openPage();

  kept.addTranscript(segment('r', 0, 'Good mourning', 0, 1), 'en');
  kept.addTranscript({ ...segment('r', 0, 'Good evening.', 0, 1), segment: undefined, isPartial: true }, 'en');
  assert.deepEqual([read(kept), kept.countOf(ORIGINAL)], [['0-1 Good mourning'], 1]);
  kept.addTranscript({ ...segment('r', 0, 'Good morning.', 0, 1), segment: undefined }, 'en');

  assert.deepEqual([read(kept), kept.countOf(ORIGINAL)], [['0-1 Good morning.'], 1]);
});

test('a whole text that says what its segments said leaves them and their times', () => {
  const { kept } = openPage();

  kept.add('original', segment('r', 0, 'Good morning,', 0, 1), 'en');
  kept.add('original', segment('r', 1, 'everybody.', 2, 3), 'en');
  kept.add(
    'original',
    { ...segment('r', 0, 'Good morning, everybody.', 0, 3), segment: undefined, isWhole: true },
    'en',
  );

  assert.deepEqual(read(kept), ['0-1 Good morning,', '2-3 everybody.']);
});

test('a whole text without words removes its result', () => {
  const { kept } = openPage();

  kept.add('original', segment('r', 0, 'Hm', 0, 1), 'en');
  kept.add('original', { ...segment('r', 0, '', 0, 1), segment: undefined, isWhole: true }, 'en');

  assert.deepEqual(read(kept), []);
});

test('a message that comes again is kept once, with a name or without one; other words in its place replace it', () => {
  const { kept } = openPage();
  const unnamed = { text: 'Yes.', isPartial: false, startTimeMs: 5_000, endTimeMs: 6_000 };

  for (const said of [segment('r', 0, 'One.', 0, 1), segment('r', 0, 'One.', 0, 1), unnamed, unnamed]) {
    kept.add('original', said, 'en');
  }
  kept.add('original', { ...unnamed, startTimeMs: 7_000, endTimeMs: 8_000 }, 'en');
  kept.add('original', segment('r', 0, 'Two.', 0, 1), 'en');

  assert.deepEqual(read(kept), ['0-1 Two.', '5-6 Yes.', '7-8 Yes.']);
});

test('each language is a file of its own, translations first; a sentence that was not translated stays in its file', () => {
  const { kept } = openPage();

  kept.add('original', segment('r', 0, 'Good morning.', 0, 1), 'en');
  kept.add('translation', segment('r', 0, 'Buenos días.', 0, 1), 'es');
  kept.add('translation', segment('s', 0, 'Welcome.', 1, 2), 'en', 'es');
  kept.add('translation', segment('t', 0, 'Bon dia.', 2, 3), 'ca');

  assert.deepEqual(kept.tracks, [SPANISH, { kind: 'translation', language: 'ca' }, ORIGINAL]);
  assert.deepEqual(read(kept, SPANISH), ['0-1 Buenos días.', '1-2 Welcome.']);
  assert.deepEqual(
    kept.lines(SPANISH).map(({ language }) => language),
    ['es', 'en'],
  );
  assert.equal(kept.sinceMs, START_MS);
});

test('times go on where the clock of a rebuilt session begins again, and the place is marked once', () => {
  const { kept } = openPage();

  kept.add('original', segment('a', 0, 'One.', 60, 62), 'en');
  kept.add('original', segment('b', 0, 'Two.', 1, 2, 1), 'en');
  kept.add('original', segment('b', 1, 'Three.', 2, 3, 1), 'en');
  kept.add('translation', segment('a', 0, 'Uno.', 60, 62), 'es');
  kept.add('translation', segment('b', 0, 'Dos.', 1, 2, 1), 'es');

  assert.deepEqual(read(kept), ['60-62 One.', '63-64 Two.', '64-65 Three.']);
  assert.deepEqual(
    kept.lines(ORIGINAL).map(({ isNewClock }) => isNewClock),
    [false, true, false],
  );
  assert.deepEqual(read(kept, SPANISH), ['60-62 Uno.', '63-64 Dos.']);
});

test('an epoch that goes on with the same clock after a hand-over shifts nothing and marks nothing', () => {
  const { kept } = openPage();

  kept.add('original', segment('a', 0, 'One.', 60, 62), 'en');
  kept.add('original', segment('b', 0, 'Two.', 61.9, 63, 1), 'en');
  kept.add('original', segment('c', 0, 'Three.', 63, 64, 2), 'en');

  assert.deepEqual(read(kept), ['60-62 One.', '62-63 Two.', '63-64 Three.']);
  assert.ok(kept.lines(ORIGINAL).every(({ isNewClock }) => !isNewClock));
});

test('a hand-over after a rebuild goes on with the clock of the rebuild', () => {
  const { kept } = openPage();

  kept.add('original', segment('a', 0, 'One.', 60, 62), 'en');
  kept.add('original', segment('b', 0, 'Two.', 1, 10, 1), 'en');
  kept.add('original', segment('c', 0, 'Three.', 10, 11, 2), 'en');

  assert.deepEqual(read(kept), ['60-62 One.', '63-72 Two.', '72-73 Three.']);
});

test('a late line of an epoch before takes its place there, known or not', () => {
  const { kept } = openPage();

  kept.add('original', segment('a', 0, 'One.', 10, 11, 1), 'en');
  kept.add('original', segment('c', 0, 'Four.', 1, 2, 3), 'en');
  kept.add('original', segment('b', 0, 'Two.', 11, 12, 1), 'en');
  kept.add('original', segment('d', 0, 'Three.', 12, 13, 2), 'en');
  kept.add('original', segment('e', 0, 'None.', 3, 4, 0), 'en');

  assert.deepEqual(read(kept), ['3-4 None.', '10-11 One.', '11-12 Two.', '12-13 Three.', '13-13 Four.']);
});

test('a late line of the epoch before a rebuild stays before it, and the clock begins again once', () => {
  const { kept } = openPage();

  kept.add('original', segment('a', 0, 'One.', 60, 61, 1), 'en');
  kept.add('original', segment('b', 0, 'Three.', 0, 1, 2), 'en');
  kept.add('original', segment('c', 0, 'Two.', 62, 64, 1), 'en');
  kept.add('original', segment('d', 0, 'Four.', 2, 3, 2), 'en');

  assert.deepEqual(
    kept.lines(ORIGINAL).map(({ text, isNewClock }) => [text, isNewClock]),
    [
      ['One.', false],
      ['Two.', false],
      ['Three.', true],
      ['Four.', false],
    ],
  );
});

test('a line without an epoch is of the newest; one without times decides nothing', () => {
  const { kept } = openPage();

  kept.add('original', segment('a', 0, 'One.', 60, 62, 1), 'en');
  kept.add('original', { text: 'Two.', isPartial: false, resultId: 'b', segment: 0, epoch: 2 }, 'en');
  kept.add('original', segment('c', 0, 'Three.', 3, 4, 2), 'en');
  kept.add(
    'original',
    { text: 'Four.', isPartial: false, resultId: 'd', segment: 0, startTimeMs: 4_000, endTimeMs: 5_000 },
    'en',
  );

  assert.deepEqual(
    read(kept).map((line) => line.replace(/^\S+ /, '')),
    ['One.', 'Two.', 'Three.', 'Four.'],
  );
  assert.deepEqual(read(kept).slice(2), ['65-66 Three.', '66-67 Four.']);
});

test('the clocks of the last 32 epochs are known', () => {
  const { kept } = openPage();
  for (let epoch = 0; epoch < 40; epoch++) kept.add('original', segment(`r${epoch}`, 0, 'Now.', 0, 10, epoch), 'en');
  kept.add('original', segment('late', 0, 'Late.', 0, 10, 2), 'en');
  const times = kept.lines(ORIGINAL).map(({ startMs }) => startMs);

  assert.equal(times.at(-1), 390_000);
  assert.deepEqual(
    times,
    times.toSorted((a, b) => a - b),
  );
});

test('what a server sends that is no time, number or language is left out, and breaks nothing', () => {
  const { kept } = openPage();
  const odd = { resultId: 7, segment: -1, epoch: 0.5, startTimeMs: Number.NaN, endTimeMs: 1e300 } as unknown as object;

  kept.add('translation', { text: ' a\u0000\r\n\u2028 b ', isPartial: false, ...odd }, '../x', '"');
  kept.add('translation', { text: '  ', isPartial: false }, 'es');

  assert.deepEqual(kept.tracks, [{ kind: 'translation', language: 'und' }]);
  const [line] = kept.lines({ kind: 'translation', language: 'und' });
  assert.deepEqual([line?.text, line?.language, line?.startMs], ['a b', 'und', 0]);
});

test('lines without times are between their neighbours, at the moment at which they came', () => {
  const { kept, page } = openPage();
  const say = (text: string, afterMs: number, times: object = {}) => {
    page.nowMs += afterMs;
    kept.add('translation', { text, isPartial: false, ...times }, 'es');
  };

  say('antes', 0);
  say('uno', 10_000, { startTimeMs: 20_000, endTimeMs: 22_000 });
  say('dos dos dos dos', 4_000);
  say('tres', 1_000, { startTimeMs: 24_500, endTimeMs: 26_000 });
  say('fin', 10_000);

  const lines = kept.lines(SPANISH);
  assert.deepEqual(
    lines.map(({ text }) => text),
    ['antes', 'uno', 'dos dos dos dos', 'tres', 'fin'],
  );
  assert.deepEqual(
    lines.map(({ endMs }) => endMs),
    [12_000, 22_000, 24_500, 26_000, 36_000],
  );
  assert.ok((lines[2]?.startMs ?? 0) >= 22_000);
});

test('with no times at all, the first word begins at 0 and the others when they came', () => {
  const { kept, page } = openPage();
  for (const text of ['uno', 'dos', 'tres']) {
    kept.add('translation', { text, isPartial: false, resultId: text, segment: 0 }, 'es');
    page.nowMs += 5_000;
  }

  assert.deepEqual(read(kept, SPANISH), ['0-0.5 uno', '5-5.5 dos', '10-10.5 tres']);
});

test('half a time is a time', () => {
  const { kept } = openPage();
  kept.add('translation', { text: 'uno', isPartial: false, startTimeMs: 3_000 }, 'es');
  kept.add('translation', { text: 'dos', isPartial: false, endTimeMs: 5_000 }, 'es');

  assert.deepEqual(read(kept, SPANISH), ['3-3.5 uno', '4.5-5 dos']);
});
