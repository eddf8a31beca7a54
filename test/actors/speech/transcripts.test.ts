import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Compile } from 'typebox/compile';
import type { TranscriptionResult } from '../../../src/actors/ports/transcription.ts';
import { type Transcript, toTranslationRequest } from '../../../src/actors/speech/transcript.ts';
import { Transcripts } from '../../../src/actors/speech/transcripts.ts';
import { StreamTimeline } from '../../../src/audio/stream-timeline.ts';
import { TranslationRequest } from '../../../src/protocol/translation-request.ts';
import { result, toWords } from '../../support/actors/fake-transcription.ts';
import { RecordingTracing } from '../../support/actors/recording-tracing.ts';

function setUp() {
  const covered: number[] = [];
  const heard: Transcript[] = [];
  /** What was asked about, and how much was covered by then. */
  const asked: unknown[] = [];
  const tracing = new RecordingTracing();
  const utterance = tracing.begin('utterance', 0);
  const real = new Transcripts({
    tracer: {
      transcriptHeard: (said, startSample, endSample) => {
        asked.push([said.isPartial, startSample, endSample, covered.length]);
        return { ...said, receivedAt: 7, lastAudioAt: undefined, utterance, span: utterance.child('transcript', 7) };
      },
    },
    onCovered: (sample) => covered.push(sample),
  });
  const transcripts = {
    accept: (said: TranscriptionResult, timeline: StreamTimeline) => {
      const transcript = real.accept(said, timeline);
      if (transcript) heard.push(transcript);
    },
  };
  return { transcripts, covered, heard, asked, tracing };
}

/** A stream that began at a time of the session and was sent this much speech. */
function streamFrom(startMs: number, speechMs = 60_000): StreamTimeline {
  const timeline = new StreamTimeline(startMs * 16);
  timeline.appendAudio({ startSample: startMs * 16, endSample: (startMs + speechMs) * 16 });
  return timeline;
}

test('times are those of the session clock, and a final covers up to its last sample', () => {
  const { transcripts, covered, heard } = setUp();

  transcripts.accept(result('final', 500, 1_250, { resultId: 'r' }), streamFrom(10_000));

  const [{ utterance: _, span: __, ...said }] = heard as [Transcript];
  assert.equal(heard.length, 1);
  assert.deepEqual(said, {
    resultId: 'r',
    revision: 0,
    isPartial: false,
    stabilityScore: 1,
    text: 'some words',
    startTimeMs: 10_500,
    endTimeMs: 11_250,
    receivedAt: 7,
    lastAudioAt: undefined,
  });
  assert.deepEqual(covered, [11_250 * 16]);
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

  transcripts.accept(result('partial', 0, 500, { items: toWords('some words', 1) }), timeline);
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
    [true, 16_000, 24_000, 0],
    [false, 16_000, 32_000, 0],
  ]);
});

test('the span of a partial that is not stable enough ends there and then', () => {
  const { transcripts, tracing } = setUp();

  transcripts.accept(result('partial', 0, 500, { items: toWords('some words', 1) }), streamFrom(0));
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

test('revisions are remembered for the latest 64 results only', () => {
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

test('the request is what the contract says, member by member, and its key tells revisions and epochs apart', () => {
  const transcript: Transcript = {
    resultId: 'r',
    revision: 3,
    isPartial: true,
    stabilityScore: 0.9,
    text: 'good morning',
    startTimeMs: 1.0625,
    endTimeMs: 900,
    receivedAt: 7,
    lastAudioAt: undefined,
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
    revision: 3,
    startTimeMs: 1.0625,
    endTimeMs: 900,
    idempotencyKey: 'brave-otter-001:2:r:3',
  });
  assert.equal(Compile(TranslationRequest).Check(made), true);
});
