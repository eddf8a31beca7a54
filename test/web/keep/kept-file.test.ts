/** The files that people keep, as programs and people read them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FORMATS, fileName, toFile, toText, typeOf } from '../../../web/src/keep/kept-file.ts';
import type { KeptLine } from '../../../web/src/keep/kept-line.ts';
import { readSrt, readVtt } from './subtitles.ts';

const NOTES = { newClock: 'The server was\nrestarted -->', cut: undefined };

function lines(...said: (Partial<KeptLine> & { text: string })[]): KeptLine[] {
  return said.map((line, i) => ({
    ...{ language: 'en', paragraph: i, startMs: i * 2_000, endMs: i * 2_000 + 1_500, isNewClock: false },
    ...line,
  }));
}

test('plain text is a line for each paragraph, in a file that Windows reads as UTF-8', () => {
  const said = lines({ text: 'Good morning,' }, { text: 'everybody.', paragraph: 0 }, { text: '¿Qué?', paragraph: 1 });

  assert.equal(toFile('txt', said, 'en', NOTES), '\ufeffGood morning, everybody.\r\n¿Qué?\r\n');
  assert.equal(toText(said, NOTES), 'Good morning, everybody.\n¿Qué?');
});

test('an empty line, and a note, stand where the clock of the session began again', () => {
  const said = lines({ text: 'One.' }, { text: 'Two.', isNewClock: true });

  assert.equal(toText(said, NOTES), 'One.\n\nTwo.');
  assert.equal(
    toFile('vtt', said, 'en', NOTES),
    'WEBVTT\n\n00:00:00.000 --> 00:00:01.500\nOne.\n\nNOTE The server was restarted →\n\n00:00:02.000 --> 00:00:03.500\nTwo.\n',
  );
});

test('where the first words are missing, text and WebVTT say so', () => {
  const said = lines({ text: 'One.' });
  const notes = { ...NOTES, cut: 'The first words are missing.' };

  assert.equal(toText(said, notes), '[The first words are missing.]\nOne.');
  assert.match(toFile('vtt', said, 'en', notes), /^WEBVTT\n\nNOTE The first words are missing\.\n\n00:/);
});

test('SubRip has numbers, times with a comma, and no cue for no words', () => {
  const said = lines(
    { text: 'One.', startMs: 3_599_990, endMs: 3_601_500 },
    { text: 'Two.', startMs: 36_610_250, endMs: 36_612_000 },
  );

  assert.equal(
    toFile('srt', said, 'en', NOTES),
    '\ufeff1\r\n00:59:59,990 --> 01:00:01,500\r\nOne.\r\n\r\n2\r\n10:10:10,250 --> 10:10:12,000\r\nTwo.\r\n\r\n',
  );
  assert.deepEqual(
    FORMATS.map((format) => toFile(format, [], 'en', NOTES)),
    ['\ufeff\r\n', '\ufeff', 'WEBVTT\n'],
  );
});

test('what would be markup or a line of times in a file is read as the words that were said', () => {
  const said = lines({ text: 'a --> b < c && <b>bold</b> <3 {\\an8}' });

  assert.deepEqual(readVtt(toFile('vtt', said, 'en', NOTES))[0]?.lines, ['a --> b < c && <b>bold</b> <3 {\\an8}']);
  assert.deepEqual(readSrt(toFile('srt', said, 'en', NOTES))[0]?.lines, ['a → b < c && ‹b>bold‹/b> <3 (\\an8}']);
});

test('a sentence over 42 characters has two lines, about as long as each other', () => {
  const said = lines({ text: 'When morning came over our old city, nobody there was awake.', endMs: 6_000 });

  for (const cues of [readSrt(toFile('srt', said, 'en', NOTES)), readVtt(toFile('vtt', said, 'en', NOTES))]) {
    assert.deepEqual(cues, [
      { startMs: 0, endMs: 6_000, lines: ['When morning came over our old city,', 'nobody there was awake.'] },
    ]);
  }
});

test('a long sentence has several cues, cut after clauses, each at the time of its words', () => {
  const text =
    'When this morning came over our old city, nobody there had been awake, because every street was still dark and cold, ' +
    'which is why we saw him first. Then another man arrived.';
  const cues = readSrt(toFile('srt', lines({ text, endMs: 17_000 }), 'en', NOTES));

  assert.deepEqual(
    cues.map((cue) => cue.lines),
    [
      ['When this morning came over our old city,', 'nobody there had been awake,'],
      ['because every street', 'was still dark and cold,'],
      ['which is why we saw him first.', 'Then another man arrived.'],
    ],
  );
  assert.deepEqual([cues[0]?.startMs, cues.at(-1)?.endMs], [0, 17_000]);
  assert.ok(cues.every(({ startMs, endMs }) => endMs - startMs > 3_000 && endMs - startMs <= 7_000));
});

test('a pause within a paragraph ends a cue, and a word that is held for long is not shown for ever', () => {
  const said = lines({ text: 'One,' }, { text: 'two.', paragraph: 0, startMs: 9_000, endMs: 30_000 });

  assert.deepEqual(readVtt(toFile('vtt', said, 'en', NOTES)), [
    { startMs: 0, endMs: 1_500, lines: ['One,'] },
    { startMs: 9_000, endMs: 16_000, lines: ['two.'] },
  ]);
});

test('short cues stay until they are read or the next one comes; those without a time push the next ones', () => {
  const said = lines(
    { text: 'Yes.', startMs: 0, endMs: 200 },
    { text: 'No.', startMs: 700, endMs: 700 },
    { text: 'So.', startMs: 700, endMs: 700 },
    { text: 'Then.', startMs: 900, endMs: 1_000 },
  );

  assert.deepEqual(
    readSrt(toFile('srt', said, 'en', NOTES)).map(({ startMs, endMs }) => [startMs, endMs]),
    [
      [0, 700],
      [700, 1_200],
      [1_200, 1_700],
      [1_700, 2_700],
    ],
  );
});

test('Japanese is cut between characters, and no line begins with its punctuation or ends with an opening bracket', () => {
  const text = '皆さん、おはようございます。私たちの街へようこそ。今日は「新しい図書館」についてお話しします。';
  const cues = readSrt(toFile('srt', lines({ text, language: 'ja', endMs: 14_000 }), 'ja', NOTES));

  const all = cues.flatMap((cue) => cue.lines);
  assert.equal(all.join(''), text);
  assert.ok(
    all.length > 2 && all.every((line) => line.length <= 16 && !/^[、。」ょっー]|「$/.test(line)),
    all.join('|'),
  );
});

test('Chinese segments are joined without spaces, Korean words with them', () => {
  const chinese = lines(
    { text: '大家早上好，', language: 'zh' },
    { text: '欢迎来到我们的城市。', language: 'zh', paragraph: 0 },
  );
  const korean = lines({ text: '여러분', language: 'ko' }, { text: '안녕하세요', language: 'ko', paragraph: 0 });

  assert.equal(toText(chinese, NOTES), '大家早上好，欢迎来到我们的城市。');
  assert.equal(toText(korean, NOTES), '여러분 안녕하세요');
  assert.deepEqual(readVtt(toFile('vtt', korean, 'ko', NOTES))[0]?.lines, ['여러분 안녕하세요']);
});

test('Arabic is set from right to left, also where a line begins or ends with something else', () => {
  const said = lines(
    { text: 'صباح الخير', language: 'ar' },
    { text: 'Rostrum هو خادم.', language: 'ar' },
    { text: '50 % قالوا نعم', language: 'ar' },
  );

  assert.equal(toText(said, NOTES), 'صباح الخير\n\u200fRostrum هو خادم.\u200f\n50 % قالوا نعم');
  const [, cue] = readSrt(toFile('srt', said, 'ar', NOTES));
  assert.deepEqual(cue?.lines, ['\u200fRostrum هو خادم.\u200f']);
  assert.equal(toText(lines({ text: 'نعم is yes.' }), NOTES), '\u200eنعم is yes.');
});

test('a Catalan middle dot is part of its word', () => {
  const text = `${'molt '.repeat(7)}col·lecció`;
  assert.deepEqual(
    readSrt(toFile('srt', lines({ text, language: 'ca' }), 'ca', NOTES))[0]
      ?.lines.at(-1)
      ?.slice(-10),
    'col·lecció',
  );
});

test('a sentence in another language is marked as such, and makes cues of its own', () => {
  const said = lines({ text: 'Buenos días,', language: 'es' }, { text: 'my friends.', paragraph: 0 });

  assert.match(toFile('vtt', said, 'es', NOTES), /\nBuenos días,\n\n.*\n<lang en>my friends\.<\/lang>\n$/);
});

test('a word that is longer than a line is cut, and a chain of joined emoji is one character', () => {
  const word = 'a'.repeat(100);
  const chain = Array.from({ length: 60 }, () => '👨').join('\u200d');
  const said = lines(
    { text: word, endMs: 9_000 },
    { text: `${chain}${'e\u0301'.repeat(50)}`, startMs: 9_000, endMs: 12_000 },
  );

  const cues = readSrt(toFile('srt', said, 'en', NOTES));
  assert.equal(cues.flatMap((cue) => cue.lines).join(''), word + chain + 'e\u0301'.repeat(50));
  assert.ok(cues.every((cue) => cue.lines.every((line) => line === chain || line.normalize('NFC').length <= 42)));
});

test('a file is named after its session, its day and its language, which players read before the extension', () => {
  const date = new Date(2026, 2, 5, 23, 59);

  assert.equal(fileName('golden-eagle-427', 'translation', 'es', date, 'srt'), 'golden-eagle-427_2026-03-05.es.srt');
  assert.equal(
    fileName('golden-eagle-427', 'original', 'en', date, 'txt'),
    'golden-eagle-427_2026-03-05_original.en.txt',
  );
  assert.deepEqual(FORMATS.map(typeOf), [
    'text/plain;charset=utf-8',
    'application/x-subrip;charset=utf-8',
    'text/vtt;charset=utf-8',
  ]);
});
