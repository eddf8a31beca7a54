import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Compile } from 'typebox/compile';
import type { TranscriptionResult } from '../../../src/actors/ports/transcription.ts';
import type { FinalText } from '../../../src/actors/speech/transcript.ts';
import { type Transcript, toTranslationRequest } from '../../../src/actors/speech/transcript.ts';
import { Transcripts } from '../../../src/actors/speech/transcripts.ts';
import type { StreamTimeline } from '../../../src/audio/stream-timeline.ts';
import type { SegmentMode } from '../../../src/protocol/segments.ts';
import { TranslationRequest } from '../../../src/protocol/translation-request.ts';
import { CountingMetrics } from '../../support/actors/counting-metrics.ts';
import { result, toWords } from '../../support/actors/fake-transcription.ts';
import { RecordingTracing } from '../../support/actors/recording-tracing.ts';
import { resultOf, type Said, streamFrom, timed } from '../../support/actors/spoken-talk.ts';

function setUp(mode: SegmentMode = 'clause') {
  const covered: number[] = [];
  const heard: Transcript[] = [];
  const replaced: FinalText[] = [];
  const stopped: string[] = [];
  /** What was asked about, and how much was covered by then. */
  const asked: unknown[] = [];
  /** When the results came that made what was asked about. */
  const times: unknown[] = [];
  const metrics = new CountingMetrics();
  const tracing = new RecordingTracing();
  const utterance = tracing.begin('utterance', 0);
  const clock = { nowMs: 0 };
  const real = new Transcripts({
    tracer: {
      transcriptHeard: (said, { wordEndsMs, receivedAt }) => {
        times.push(receivedAt);
        asked.push([said.isPartial, said.startTimeMs, said.endTimeMs, wordEndsMs.length, covered.length]);
        const known = { receivedAt: 7, lastAudioAt: undefined, wordsHeardAt: [] };
        return { ...said, ...known, utterance, span: utterance.child('transcript', 7) };
      },
      stop: (how) => void stopped.push(how),
    },
    metrics,
    segments: { mode, language: 'en', deadlineMs: 4_000 },
    nowMs: () => clock.nowMs,
    onCovered: (sample) => covered.push(sample),
  });
  const transcripts = {
    accept: (said: TranscriptionResult, timeline: StreamTimeline) => {
      const { transcripts, replacement } = real.accept(said, timeline, 7);
      heard.push(...transcripts);
      if (replacement !== undefined) replaced.push(replacement);
    },
  };
  return { transcripts, real, clock, covered, heard, replaced, stopped, asked, times, metrics, tracing };
}

/** Words of 300 ms each; a mark at the end of a word is its own item. */
function said(text: string, more: Partial<Said> = {}): TranscriptionResult {
  const words = timed(
    text.split(' ').map((written) => {
      const content = written.replace(/[.,]$/, '');
      return { content, mark: written.slice(content.length), gapMs: 0, lengthMs: 300 };
    }),
  );
  return resultOf({ resultId: 'r', words, stable: words.length, streamMs: 0, ...more });
}

const shownOf = (heard: readonly Transcript[]) =>
  heard.map(({ segment, isPartial, isSegmentFinal, revision, text }) => [
    segment,
    isPartial ? 'partial' : isSegmentFinal ? 'last' : 'segment',
    revision,
    text,
  ]);

test('times are those of the session clock, and a final covers up to its last sample', () => {
  const { transcripts, covered, heard } = setUp();

  transcripts.accept(result('final', 500, 1_250, { resultId: 'r' }), streamFrom(10_000));

  const [{ utterance: _, span: __, ...said }] = heard as [Transcript];
  assert.equal(heard.length, 1);
  assert.deepEqual(said, {
    resultId: 'r',
    segment: 0,
    isSegmentFinal: true,
    revision: 0,
    isPartial: false,
    stabilityScore: 1,
    text: 'some words',
    startTimeMs: 10_500,
    endTimeMs: 11_250,
    receivedAt: 7,
    lastAudioAt: undefined,
    wordsHeardAt: [],
  });
  assert.deepEqual(covered, [11_250 * 16]);
});

test('what a result says was heard when the result came; what the time or the end cuts, when it was cut', () => {
  const { transcripts, real, times, clock } = setUp('clause');
  const timeline = streamFrom(0);

  real.accept(said('one two', { stable: undefined }), timeline, 41);
  real.accept(result('final', 0, 900, { resultId: 'r', text: 'one two three' }), timeline, 42);
  clock.nowMs = 2_000;
  transcripts.accept(said('four five six seven', { resultId: 's', streamMs: -900, stable: 3 }), timeline);
  assert.equal(real.forfeit().length, 1);

  assert.deepEqual(times, [41, 42, 7, undefined]);
});

test('a partial covers nothing', () => {
  const { transcripts, covered, heard } = setUp();

  transcripts.accept(result('partial', 0, 1_000), streamFrom(0));

  assert.equal(heard.length, 1);
  assert.deepEqual(covered, []);
});

test('a result that ends at or before the last final, give or take 10 ms, is not said again', () => {
  const { transcripts, covered, heard } = setUp();
  transcripts.accept(result('final', 0, 2_000), streamFrom(0));

  transcripts.accept(result('final', 0, 2_000), streamFrom(0));
  transcripts.accept(result('final', 0, 2_010), streamFrom(0));
  transcripts.accept(result('partial', 0, 1_000), streamFrom(0));
  transcripts.accept(result('final', 0, 1_500), streamFrom(500));
  assert.equal(heard.length, 1);
  assert.deepEqual(covered, [32_000]);
  transcripts.accept(result('final', 0, 2_020), streamFrom(0));

  assert.equal(heard.length, 2);
  assert.deepEqual(covered, [32_000, 32_320]);
});

test('a partial that is not stable enough is not heard of, but counts as a revision', () => {
  const { transcripts, heard } = setUp();
  const timeline = streamFrom(0);

  transcripts.accept(result('partial', 0, 500, { items: toWords('some words', 0) }), timeline);
  transcripts.accept(result('partial', 0, 700), timeline);
  transcripts.accept(result('final', 0, 900), timeline);
  transcripts.accept(result('partial', 1_000, 1_900), timeline);

  assert.deepEqual(
    heard.map(({ revision, isPartial, stabilityScore }) => [revision, isPartial, stabilityScore]),
    [
      [1, true, 1],
      [2, false, 1],
      [0, true, 1],
    ],
  );
});

test('where a result comes from is asked before it covers anything, of each with words that says something new', () => {
  const { transcripts, asked } = setUp();

  transcripts.accept(result('partial', 0, 500), streamFrom(1_000));
  transcripts.accept(result('final', 0, 1_000), streamFrom(1_000));
  transcripts.accept(result('final', 0, 1_000), streamFrom(1_000));
  transcripts.accept(result('final', 1_000, 2_000, { text: ' ' }), streamFrom(1_000));

  assert.deepEqual(asked, [
    [true, 1_000, 1_500, 0, 0],
    [false, 1_000, 2_000, 2, 0],
  ]);
});

test('the span of a partial that is not stable enough ends there and then', () => {
  const { transcripts, tracing } = setUp();

  transcripts.accept(result('partial', 0, 500, { items: toWords('some words', 0) }), streamFrom(0));
  transcripts.accept(result('partial', 0, 700), streamFrom(0));

  const ends = tracing.of('transcript').map(({ endedAt, facts }) => [endedAt, facts]);
  assert.deepEqual(ends, [
    [7, { 'transcript.outcome': 'unstable' }],
    [undefined, {}],
  ]);
});

test('an empty final covers its stretch and is not heard of', () => {
  const { transcripts, covered, heard } = setUp();

  transcripts.accept(result('final', 0, 1_000, { text: ' ' }), streamFrom(0));

  assert.deepEqual(heard, []);
  assert.deepEqual(covered, [16_000]);
});

test('revisions are remembered for the latest 64 segments only', () => {
  const { transcripts, heard } = setUp();
  const timeline = streamFrom(0);
  const partial = (resultId: string) => transcripts.accept(result('partial', 0, 1_000, { resultId }), timeline);

  partial('first');
  for (let other = 0; other < 63; other += 1) partial(`other-${other}`);
  partial('first');
  assert.equal(heard.at(-1)?.revision, 1);
  for (let other = 100; other < 164; other += 1) partial(`other-${other}`);
  partial('first');

  assert.equal(heard.at(-1)?.revision, 0);
});

test('a segment goes out while its result is open, and partials after it carry only what follows it', () => {
  const { transcripts, heard, covered, metrics, replaced } = setUp();
  const timeline = streamFrom(0);

  transcripts.accept(said('we open the window', { stable: 3 }), timeline);
  transcripts.accept(said('we open the window, and hear the', { stable: 5 }), timeline);
  transcripts.accept(said('we open the window now, and hear', { stable: 6 }), timeline);
  transcripts.accept(said('we open the window now, and hear the sea', { stable: 8 }), timeline);
  transcripts.accept(said('we open the window now, and hear the sea.', { stable: undefined }), timeline);

  assert.deepEqual(shownOf(heard), [
    [0, 'partial', 0, 'we open the'],
    [0, 'partial', 1, 'we open the window, and'],
    [0, 'segment', 2, 'we open the window now,'],
    [1, 'partial', 0, 'and'],
    [1, 'partial', 1, 'and hear the'],
    [1, 'last', 2, 'and hear the sea.'],
  ]);
  assert.deepEqual(
    heard.slice(-2).map(({ startTimeMs, endTimeMs, stabilityScore }) => [startTimeMs, endTimeMs, stabilityScore]),
    [
      [1_500, 2_400, 1],
      [1_500, 2_700, 1],
    ],
  );
  assert.deepEqual(covered, [2_700 * 16]);
  assert.deepEqual([metrics.total('ContradictedWords'), replaced.length], [0, 0]);
  assert.equal(metrics.total('SegmentsHandedOver', { by: 'clause' }), 1);
  assert.equal(metrics.total('SegmentsHandedOver', { by: 'final' }), 1);
});

test('a stable prefix is told when it has grown, and not again when it has not', () => {
  const { transcripts, heard } = setUp();
  const timeline = streamFrom(0);

  transcripts.accept(said('one two three four', { stable: 2 }), timeline);
  transcripts.accept(said('one two three for', { stable: 2 }), timeline);
  transcripts.accept(said('one two three four', { stable: 4 }), timeline);
  transcripts.accept(said('one two three four five six', { stable: 4 }), timeline);
  transcripts.accept(said('one two three four five six', { stable: 5 }), timeline);

  assert.deepEqual(
    heard.map(({ text }) => text),
    ['one two', 'one two three four', 'one two three four five'],
  );
  assert.ok(heard.every(({ stabilityScore }) => stabilityScore === 1));
});

test('a partial that says the same again is not passed on again', () => {
  const { transcripts, heard, tracing } = setUp();
  const timeline = streamFrom(0);

  transcripts.accept(said('one two three four'), timeline);
  transcripts.accept(said('one two three four'), timeline);
  transcripts.accept(said('one two three for'), timeline);
  transcripts.accept(said('one two three four'), timeline);

  assert.deepEqual(shownOf(heard), [
    [0, 'partial', 0, 'one two three four'],
    [0, 'partial', 2, 'one two three for'],
    [0, 'partial', 3, 'one two three four'],
  ]);
  const outcomes = tracing.of('transcript').map(({ facts }) => facts['transcript.outcome']);
  assert.deepEqual(outcomes, [undefined, 'unchanged', undefined, undefined]);
});

test('a final that contradicts its segments hands over the rest only, is counted, and replaces the lines', () => {
  const { transcripts, heard, metrics, replaced } = setUp();
  const timeline = streamFrom(0);

  transcripts.accept(said('we open the window now, and hear'), timeline);
  transcripts.accept(said('we open a widow now, and hear the sea', { stable: undefined }), timeline);

  assert.deepEqual(shownOf(heard.slice(-1)), [[1, 'last', 1, 'and hear the sea']]);
  assert.equal(metrics.total('ContradictedWords'), 2);
  assert.deepEqual(replaced, [
    { resultId: 'r', text: 'we open a widow now, and hear the sea', startTimeMs: 0, endTimeMs: 2_700 },
  ]);
});

test('a final without new words hands over nothing, ends its utterance, and covers its audio', () => {
  const { transcripts, real, heard, covered, replaced, stopped } = setUp();
  const timeline = streamFrom(0);

  transcripts.accept(said('we open the window now.'), timeline);
  assert.equal(real.dueAtMs, undefined);
  transcripts.accept(said('we open the window now.', { stable: undefined }), timeline);

  assert.deepEqual(shownOf(heard), [[0, 'segment', 0, 'we open the window now.']]);
  assert.deepEqual([covered, replaced, stopped], [[1_500 * 16], [], ['handedOver']]);
});

test('a partial line that the final does not have is taken back for those who read along', () => {
  const { transcripts, replaced } = setUp();
  const timeline = streamFrom(0);

  transcripts.accept(said('we open the window now. uh', { stable: 6 }), timeline);
  transcripts.accept(said('we open the window now.', { stable: undefined }), timeline);

  assert.deepEqual(replaced, [{ resultId: 'r', text: 'we open the window now.', startTimeMs: 0, endTimeMs: 1_500 }]);
});

test('a partial that its final says to be silence is taken back', () => {
  const { transcripts, heard, replaced } = setUp();
  const timeline = streamFrom(0);

  transcripts.accept(said('uh'), timeline);
  transcripts.accept(result('final', 0, 400, { resultId: 'r', text: '', items: [] }), timeline);

  assert.equal(heard.length, 1);
  assert.deepEqual(replaced, [{ resultId: 'r', text: '', startTimeMs: 400, endTimeMs: 400 }]);
});

test('after a stream’s death the replay says nothing twice, and its lines are its own words only', () => {
  const { transcripts, heard, replaced } = setUp();

  transcripts.accept(said('we open the window now, and hear'), streamFrom(0));
  const again = streamFrom(0);
  transcripts.accept(said('we open the window', { resultId: 'r2' }), again);
  transcripts.accept(said('we open the window now, and hear the sea.', { resultId: 'r2' }), again);
  transcripts.accept(said('we open the window now, and hear the see.', { resultId: 'r2', stable: undefined }), again);

  assert.deepEqual(shownOf(heard.slice(2)), [[0, 'segment', 0, 'and hear the sea.']]);
  assert.deepEqual(replaced, [{ resultId: 'r2', text: 'and hear the see.', startTimeMs: 1_500, endTimeMs: 2_700 }]);
});

test('the last segment says all that is left of the text of its final, also what is in no item', () => {
  const { transcripts, heard, replaced } = setUp();
  const timeline = streamFrom(0);
  const final = said('we open the window now. and hear', { stable: undefined });

  transcripts.accept(said('we open the window now. and', { stable: 5 }), timeline);
  transcripts.accept({ ...final, text: `${final.text} the sea.` }, timeline);

  assert.equal(heard.at(-1)?.text, 'and hear the sea.');
  assert.deepEqual(replaced, []);
});

test('a word that is said twice is not lost when two words before it become one', () => {
  const { transcripts, heard } = setUp();
  const timeline = streamFrom(0);
  const wordOf = (content: string, lengthMs = 300, mark = '') => ({ content, mark, gapMs: 0, lengthMs });
  const end = [wordOf('very', 300, '.'), wordOf('very'), wordOf('much')];
  const hear = (words: Parameters<typeof timed>[0], stable?: number) =>
    transcripts.accept(resultOf({ resultId: 'r', words: timed(words), stable, streamMs: 0 }), timeline);

  hear([wordOf('can'), wordOf('not'), ...end], 5);
  hear([wordOf('cannot', 600), ...end]);

  const segments = heard.filter(({ isPartial }) => !isPartial).map(({ text }) => text);
  assert.deepEqual(segments, ['can not very.', 'very much']);
});

test('a word that moves from its result into the next one is not handed over again, and those who read along see it there', () => {
  const { transcripts, heard, metrics, replaced } = setUp();
  const timeline = streamFrom(0);

  transcripts.accept(said('we open the window now. then. and'), timeline);
  transcripts.accept(said('we open the window now.', { stable: undefined }), timeline);
  transcripts.accept(said('then we hear', { resultId: 'r2', stable: undefined, streamMs: -1_500 }), timeline);

  const segments = heard.filter(({ isPartial }) => !isPartial).map(({ text, resultId }) => [resultId, text]);
  assert.deepEqual(segments, [
    ['r', 'we open the window now. then.'],
    ['r2', 'we hear'],
  ]);
  assert.deepEqual(
    replaced.map(({ text }) => text),
    ['we open the window now.', 'then we hear'],
  );
  assert.equal(metrics.total('ContradictedWords'), 0);
});

test('stable words that have waited too long are handed over without a new result', () => {
  const { transcripts, real, clock } = setUp();
  clock.nowMs = 2_000;

  transcripts.accept(said('one two three four five', { stable: 4 }), streamFrom(0));

  assert.equal(real.dueAtMs, 4_300);
  assert.deepEqual(shownOf(real.due(4_299)), []);
  assert.deepEqual(shownOf(real.due(4_300)), [[0, 'segment', 1, 'one two']]);
  assert.equal(real.dueAtMs, undefined);
});

test('in a replay, where everything is late, words are not handed over one by one', () => {
  const { transcripts, real, clock, heard } = setUp();
  const timeline = streamFrom(0);
  clock.nowMs = 60_000;
  const words = 'one two three four five six seven eight nine ten eleven twelve'.split(' ');

  for (let count = 1; count <= words.length; count += 1) {
    transcripts.accept(said(words.slice(0, count).join(' ')), timeline);
    // The timer rings before the next result.
    if (real.dueAtMs !== undefined) heard.push(...real.due(real.dueAtMs));
  }

  const segments = heard.filter(({ isPartial }) => !isPartial).map(({ text }) => text);
  assert.deepEqual(segments, ['one', 'two three four five six seven']);
});

test('when transcription is given up, the stable words of the open result are handed over and their audio is covered', () => {
  const { transcripts, real, covered } = setUp();

  transcripts.accept(said('one two three', { stable: 2 }), streamFrom(0));

  assert.deepEqual(shownOf(real.forfeit()), [[0, 'segment', 1, 'one two']]);
  assert.deepEqual(covered, [600 * 16]);
  assert.deepEqual(real.forfeit(), []);
  assert.deepEqual(real.due(60_000), []);
});

test('when transcription is given up, audio whose words were handed over before is covered and not lost', () => {
  const { transcripts, real, covered } = setUp();

  transcripts.accept(said('we open the window now. and hear', { stable: 5 }), streamFrom(0));

  assert.deepEqual(real.forfeit(), []);
  assert.deepEqual(covered, [1_500 * 16]);
});

test('what is said after transcription was given up contradicts nothing that was handed over before', () => {
  const { transcripts, real, heard, metrics } = setUp();

  transcripts.accept(said('we open the window now. and hear', { stable: 6 }), streamFrom(0));
  real.forfeit();
  transcripts.accept(said('the sea', { resultId: 'r2', stable: undefined }), streamFrom(2_100));

  assert.deepEqual(shownOf(heard).at(-1), [0, 'last', 0, 'the sea']);
  assert.equal(metrics.total('ContradictedWords'), 0);
});

test('with result nothing goes out before the final, which is one segment', () => {
  const { transcripts, real, heard } = setUp('result');
  const timeline = streamFrom(0);

  transcripts.accept(said('we open the window now. and hear'), timeline);
  assert.equal(real.dueAtMs, undefined);
  transcripts.accept(said('we open the window now. and hear', { stable: undefined }), timeline);
  transcripts.accept(said('and', { resultId: 'other', streamMs: -2_100 }), timeline);

  assert.deepEqual(shownOf(heard), [
    [0, 'partial', 0, 'we open the window now. and hear'],
    [0, 'last', 1, 'we open the window now. and hear'],
    [0, 'partial', 0, 'and'],
  ]);
  assert.deepEqual(real.forfeit(), []);
});

test('the request is what the contract says, member by member, and its key tells revisions and epochs apart', () => {
  const transcript: Transcript = {
    resultId: 'r',
    segment: 2,
    isSegmentFinal: false,
    revision: 3,
    isPartial: true,
    stabilityScore: 0.9,
    text: 'good morning',
    startTimeMs: 1.0625,
    endTimeMs: 900,
    receivedAt: 7,
    lastAudioAt: undefined,
    wordsHeardAt: [],
    utterance: new RecordingTracing().begin('utterance', 0),
    span: undefined,
  };
  const context = {
    sessionId: 'brave-otter-001',
    sourceLanguage: 'en',
    epoch: 2,
    emotionDynamics: { volume: 0.5, rate: 1, energy: 0.5 },
    targetLanguages: ['es', 'ca'],
    timestamp: 1_700_000_000_000,
  };

  const made = toTranslationRequest(transcript, context);

  assert.deepEqual(made, {
    ...context,
    traceparent: transcript.utterance.traceparent,
    transcriptText: 'good morning',
    isPartial: true,
    stabilityScore: 0.9,
    resultId: 'r',
    segment: 2,
    isSegmentFinal: false,
    revision: 3,
    startTimeMs: 1.0625,
    endTimeMs: 900,
    idempotencyKey: 'brave-otter-001:2:r:3:s2',
  });
  assert.equal(Compile(TranslationRequest).Check(made), true);
});
