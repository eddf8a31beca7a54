import assert from 'node:assert/strict';
import { test } from 'node:test';
import { complaint, type LanguageFigures, summarise, toTable } from '../../../tools/demo/summary.ts';

const figures = (language: string, members: Partial<LanguageFigures> = {}): LanguageFigures => ({
  language,
  translations: 2,
  audioMs: 4_260,
  skipped: 0,
  fastestRate: 1.234,
  earVoiceSpansMs: [4_000, 5_000.4, 3_000],
  segmentToSoundMs: [1_000.4, 2_000],
  missing: undefined,
  ...members,
});

function summaryOf(languages: readonly LanguageFigures[], text: string | undefined = 'good morning to all of you') {
  return summarise({
    session: 'calm-otter-123',
    asr: { model: 'Moonshine tiny-en' },
    talk: { text, voice: 'a reader' },
    talkMs: 5_049,
    segments: 2,
    recognisedText: 'good morning to all of us',
    languages,
    fileOf: (language) => `out/${language}.wav`,
  });
}

const summariseWords = (spoken: string, recognised: string) =>
  summarise({
    session: 's',
    asr: { model: 'Moonshine tiny-en' },
    talk: { text: spoken, voice: 'a reader' },
    talkMs: 0,
    segments: 0,
    recognisedText: recognised,
    languages: [],
    fileOf: (language) => language,
  });

test('the summary has words, segments, both latencies and what each listener heard', () => {
  assert.deepEqual(
    summaryOf([figures('es'), figures('ca', { earVoiceSpansMs: [9_000], segmentToSoundMs: [3_000, 400], skipped: 1 })]),
    {
      session: 'calm-otter-123',
      recogniser: 'Moonshine tiny-en',
      voice: 'a reader',
      talkSeconds: 5,
      segments: 2,
      words: { recognised: 6, spoken: 6, errorRate: 0.1667 },
      earVoiceSpanMs: { p50: 4_000, p90: 9_000 },
      segmentToSoundMs: { p50: 1_000, p90: 3_000 },
      listeners: [
        {
          ...{ language: 'es', translations: 2, audioSeconds: 4.3, skipped: 0, fastestRate: 1.23, file: 'out/es.wav' },
          earVoiceSpanMs: { p50: 4_000, p90: 5_000 },
          segmentToSoundMs: { p50: 1_000, p90: 2_000 },
        },
        {
          ...{ language: 'ca', translations: 2, audioSeconds: 4.3, skipped: 1, fastestRate: 1.23, file: 'out/ca.wav' },
          earVoiceSpanMs: { p50: 9_000, p90: 9_000 },
          segmentToSoundMs: { p50: 400, p90: 3_000 },
        },
      ],
    },
  );
});

test('a recording whose words nobody told has no error rate', () => {
  const summary = summarise({
    session: 's',
    asr: { model: 'Moonshine tiny-en' },
    talk: { text: undefined, voice: 'talk.wav' },
    talkMs: 0,
    segments: 0,
    recognisedText: 'good morning',
    languages: [],
    fileOf: (language) => language,
  });

  assert.deepEqual(summary.words, { recognised: 2, spoken: null, errorRate: null });
  assert.deepEqual([summary.earVoiceSpanMs, summary.segmentToSoundMs], Array(2).fill({ p50: null, p90: null }));
  assert.doesNotMatch(toTable(summary).join('\n'), /error rate/);
});

test('the table names every figure and every recording', () => {
  const lines = toTable(summaryOf([figures('es'), figures('ca', { earVoiceSpansMs: [], segmentToSoundMs: [] })]));

  assert.deepEqual(lines, [
    'talk         5.0 s',
    'words        6 recognised of 6, word error rate 16.7 %',
    'segments     2',
    '',
    'language  translations  heard  ear-voice span   segment to sound  fastest  skipped  recording',
    'es        2 of 2        4.3 s  4.00 s / 5.00 s  1.00 s / 2.00 s   x 1.23   0        out/es.wav',
    'ca        2 of 2        4.3 s  -                -                 x 1.23   0        out/ca.wav',
    '',
    'ear-voice span    p50 / p90 over all words: from the end of a word to the sound of its translation',
    'segment to sound  p50 / p90 over all segments: from the end of a segment to the first sound of its translation',
  ]);
});

test('words are compared whoever wrote them: numbers, titles and hyphens in one way', () => {
  const { words } = summariseWords(
    'mister john had two hundred and five ill disposed friends',
    'Mr. John had 205 ill-disposed friends.',
  );

  assert.equal(words.errorRate, 0);
  assert.equal(words.recognised, words.spoken);
});

test('nobody complains when everybody heard something', () => {
  assert.equal(complaint(summaryOf([figures('es'), figures('ca')])), undefined);
});

test('who heard nothing is named with the reason', () => {
  const deaf = { translations: 0, audioMs: 0, earVoiceSpansMs: [], segmentToSoundMs: [] };

  assert.equal(
    complaint(summaryOf([figures('es'), figures('de', { ...deaf, missing: 'noEngine' }), figures('ca', deaf)])),
    'nothing was heard in de (noEngine), ca',
  );
});

test('where nothing was recognised, that is the complaint', () => {
  const summary = { ...summaryOf([figures('es', { translations: 0, audioMs: 0 })]), segments: 0 };

  assert.equal(complaint(summary), 'nothing was recognised, so nobody heard anything');
});
