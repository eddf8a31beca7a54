import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Span } from '../../../src/actors/ports/tracing.ts';
import {
  type JourneyListener,
  type JourneySegment,
  SegmentJourneys,
  type SpeechIds,
} from '../../../src/actors/speech/segment-journeys.ts';
import type { PlaybackReport } from '../../../src/protocol/client-messages.ts';
import { CountingMetrics } from '../../support/actors/counting-metrics.ts';
import { RecordingTracing } from '../../support/actors/recording-tracing.ts';

const SESSION = { epoch: 2, sourceLanguage: 'en' };
const REPORT: PlaybackReport = {
  ...{ resultId: 'r1', segment: 0, epoch: 2, outcome: 'played' },
  ...{ agoMs: 0, durationMs: 900, delayMs: 20, queuedMs: 0, playbackRate: 1 },
};
const OLD_SPEECH: SpeechIds = {};

class Bench {
  readonly metrics = new CountingMetrics();
  /** What is counted for the session too. */
  readonly ofSession = new CountingMetrics();
  readonly tracing = new RecordingTracing();
  readonly journeys = new SegmentJourneys(this.metrics);
  readonly utterance: Span = this.tracing.begin('utterance', 0);
  /** What the segments' timelines were told. */
  readonly told: string[] = [];

  segment(more: Partial<JourneySegment> = {}): JourneySegment {
    return {
      ...{ resultId: 'r1', segment: 0, wordsHeardAt: [1_000, 1_300, 1_600], receivedAt: 2_500, lastAudioAt: 1_620 },
      utterance: this.utterance,
      ...more,
    };
  }

  /** Sent at once and handed over at 2,600. */
  handOver(more: Partial<JourneySegment> = {}): void {
    const segment = this.segment(more);
    this.journeys.sent(SESSION, segment, this.ofSession, {
      captioned: (language, at) => this.told.push(`captioned ${language} ${at}`),
      spoken: (language, at) => this.told.push(`spoken ${language} ${at}`),
      played: (language, fromAt, toAt) => this.told.push(`played ${language} ${fromAt} ${toAt}`),
      skipped: (language) => this.told.push(`skipped ${language}`),
    });
    this.journeys.handedOver(SESSION, segment, 2_600);
  }

  listener(more: Partial<JourneyListener> = {}): JourneyListener {
    return { broadcast: { info: SESSION }, targetLanguage: 'es', joinedAt: 500, ...more };
  }

  /** At 3,000. */
  deliver(listener: JourneyListener, more: SpeechIds = {}): void {
    const ids = { resultId: 'r1', segment: 0, epoch: 2, part: 1, parts: 1, ...more };
    this.journeys.delivered(listener, ids, this.utterance.traceparent, 3_000);
  }

  report(listener: JourneyListener, more: Partial<PlaybackReport> = {}, at = 5_000): void {
    this.journeys.reported(listener, { ...REPORT, agoMs: 1_000, ...more }, at);
  }

  get dropped(): Record<string, number> {
    const all = ['rate', 'unknown', 'notDelivered', 'incomplete', 'repeated', 'impossible', 'joinedLater'];
    const why = [...all, 'sameLanguage', 'untimed'];
    const of = (reason: string) =>
      this.ofSession.total('PlaybackReportsDropped', { why: reason }) +
      this.metrics.total('PlaybackReportsDropped', { why: reason });
    return Object.fromEntries(why.flatMap((reason) => (of(reason) > 0 ? [[reason, of(reason)]] : [])));
  }

  get spans(): number[] {
    return this.ofSession.observed('EarVoiceSpan');
  }
}

test('for each word it is measured when its translation sounds: the first sound, and its share of the segment’s duration', () => {
  const bench = new Bench();
  const listener = bench.listener();
  bench.handOver();
  bench.deliver(listener);
  bench.report(listener, { agoMs: 950, durationMs: 900 });

  // First sound at 4,050; the words’ translations have been said at 4,350, 4,650 and 4,950.
  assert.deepEqual(bench.ofSession.observed('EarVoiceSpan', { language: 'es' }), [3_350, 3_350, 3_350]);
  assert.deepEqual(bench.ofSession.observed('SegmentCommitLag'), [1_600, 1_300, 1_000]);
  assert.deepEqual(bench.ofSession.observed('EndToEndLatency'), [1_380]);
  assert.deepEqual(bench.dropped, {});
});

test('whatever is played, the last word’s span ends with the sound and the words’ spans are in order of their translation', () => {
  const words = fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 1, maxLength: 40 });
  const ms = fc.integer({ min: 0, max: 20_000 });
  fc.assert(
    fc.property(words, ms, ms, (gaps, durationMs, waitedMs) => {
      const bench = new Bench();
      const listener = bench.listener({ joinedAt: 0 });
      const heardAt = gaps.map((_, i) => gaps.slice(0, i + 1).reduce((sum, gap) => sum + gap, 0));
      bench.handOver({ wordsHeardAt: heardAt });
      bench.deliver(listener);
      bench.report(listener, { durationMs, agoMs: durationMs }, 3_000 + waitedMs + durationMs);

      const heard = bench.spans.map((span, i) => span + Number(heardAt[i]));
      assert.equal(heard.length, gaps.length);
      assert.ok(Math.abs(Number(heard.at(-1)) - (3_000 + waitedMs + durationMs)) < 1e-6);
      assert.ok(heard.every((at, i) => i === 0 || at >= Number(heard[i - 1])));
    }),
  );
});

test('every listener counts, each once', () => {
  const bench = new Bench();
  bench.handOver();
  for (let n = 0; n < 500; n += 1) {
    const listener = bench.listener({ targetLanguage: n % 2 === 0 ? 'es' : 'fr' });
    bench.deliver(listener);
    bench.report(listener);
    bench.report(listener);
  }

  assert.equal(bench.ofSession.observed('EarVoiceSpan', { language: 'fr' }).length, 250 * 3);
  assert.equal(bench.ofSession.observed('EndToEndLatency').length, 500);
  assert.deepEqual(bench.dropped, { repeated: 500 });
});

test('who joined in the middle of a segment, or listens in the speaker’s language, is left out', () => {
  const bench = new Bench();
  bench.handOver();
  const inTime = bench.listener({ joinedAt: 1_000 });
  const late = bench.listener({ joinedAt: 1_001 });
  const same = bench.listener({ targetLanguage: 'en' });
  for (const listener of [inTime, late, same]) {
    bench.deliver(listener);
    bench.report(listener);
  }

  assert.equal(bench.spans.length, 3);
  assert.deepEqual(bench.dropped, { joinedLater: 1, sameLanguage: 1 });
});

test('a segment counts only when all its pieces were delivered to this socket, in order', () => {
  const bench = new Bench();
  bench.handOver();
  const pieces: readonly (readonly [readonly SpeechIds[], boolean])[] = [
    [[{ part: 1, parts: 3 }], false],
    [[{ part: 2 }, { part: 3, parts: 3 }], false],
    [[{ part: 1 }, { part: 3, parts: 3 }], false],
    [[{ part: 1 }, { part: 1 }, { part: 2 }, { part: 3, parts: 3 }], true],
  ];
  for (const [sent, isWhole] of pieces) {
    const listener = bench.listener();
    const before = bench.spans.length;
    for (const { part, parts } of sent) {
      const ids = { resultId: 'r1', segment: 0, epoch: 2, ...(part && { part }), ...(parts && { parts }) };
      bench.journeys.delivered(listener, ids, '', 3_000);
    }
    bench.report(listener);
    assert.equal(bench.spans.length - before, isWhole ? 3 : 0, JSON.stringify(sent));
  }

  assert.deepEqual(bench.dropped, { incomplete: 3 });
});

test('a report that cannot be true is ignored and counted: never handed over, never delivered, heard too early, too long', () => {
  const bench = new Bench();
  bench.handOver();
  const listener = () => {
    const one = bench.listener();
    bench.deliver(one);
    return one;
  };
  bench.report(listener(), { resultId: 'r2' });
  bench.report(listener(), { segment: 1 });
  bench.report(listener(), { epoch: 1 });
  bench.report(bench.listener());
  bench.report(listener(), { agoMs: 2_101 });
  bench.report(listener(), { agoMs: 600_000 });
  bench.report(listener(), { agoMs: 500, durationMs: 1_501 });

  assert.deepEqual(bench.spans, []);
  assert.deepEqual(bench.dropped, { unknown: 3, notDelivered: 1, impossible: 3 });
  // As early and as long as clocks and devices may be wrong.
  bench.report(listener(), { agoMs: 2_100 });
  bench.report(listener(), { agoMs: 500, durationMs: 1_500 });
  assert.equal(bench.spans.length, 6);
});

test('a skipped segment is counted apart, by language, once for each listener', () => {
  const bench = new Bench();
  const listener = bench.listener({ targetLanguage: 'de' });
  bench.handOver();
  bench.deliver(listener, { part: 1, parts: 9 });
  bench.report(listener, { outcome: 'skipped', agoMs: 0, durationMs: 0 });
  bench.report(listener, { outcome: 'skipped', agoMs: 0, durationMs: 0 });

  assert.equal(bench.ofSession.total('SegmentsSkipped', { language: 'de' }), 1);
  assert.deepEqual([bench.spans, bench.dropped], [[], { repeated: 1 }]);
});

test('the language is the one that the segment was delivered in', () => {
  const bench = new Bench();
  const listener = { ...bench.listener(), targetLanguage: 'es' };
  bench.handOver();
  bench.deliver(listener);
  listener.targetLanguage = 'fr';
  bench.report(listener);

  assert.equal(bench.ofSession.observed('EarVoiceSpan', { language: 'es' }).length, 3);
});

test('a segment whose words’ times are not known is delivered and has no ear-voice span', () => {
  const bench = new Bench();
  const listener = bench.listener();
  bench.handOver({ wordsHeardAt: [], lastAudioAt: undefined });
  bench.deliver(listener);
  bench.report(listener);

  assert.deepEqual([bench.spans, bench.ofSession.observed('EndToEndLatency')], [[], []]);
  assert.deepEqual(bench.dropped, { untimed: 1 });
});

test('an absent segment is 0 and an absent epoch the present one, in a report', () => {
  const bench = new Bench();
  const listener = bench.listener();
  bench.handOver();
  bench.deliver(listener);
  const { segment: _, epoch: __, ...report } = REPORT;
  bench.journeys.reported(listener, { ...report, agoMs: 900 }, 5_000);

  assert.equal(bench.spans.length, 3);
});

test('segments of one trace are told apart by their ids; a message without ids is of the last one sent under its trace', () => {
  const bench = new Bench();
  const listener = bench.listener();
  bench.handOver({ segment: 0, lastAudioAt: 1_000 });
  bench.handOver({ segment: 1, lastAudioAt: 2_000 });

  bench.deliver(listener, { segment: 0 });
  bench.deliver(listener, { segment: 1 });
  bench.deliver(listener, { segment: 1 });
  assert.deepEqual(bench.ofSession.observed('EndToEndLatency'), [2_000, 1_000]);

  const another = bench.listener();
  const { traceparent } = bench.utterance;
  bench.journeys.delivered(another, OLD_SPEECH, traceparent, 4_000);
  bench.journeys.delivered(another, OLD_SPEECH, traceparent, 4_500);
  bench.journeys.delivered(another, OLD_SPEECH, '', 4_500);
  bench.journeys.delivered(another, OLD_SPEECH, 'nonsense', 4_500);
  assert.deepEqual(bench.ofSession.observed('EndToEndLatency'), [2_000, 1_000, 2_000]);
});

test('a listener of one session never finds the segments of another', () => {
  const bench = new Bench();
  bench.handOver();
  const elsewhere = bench.listener({ broadcast: { info: { ...SESSION } } });
  bench.deliver(elsewhere);
  bench.journeys.delivered(elsewhere, OLD_SPEECH, bench.utterance.traceparent, 3_000);
  bench.report(elsewhere);

  assert.deepEqual([bench.spans, bench.ofSession.observed('EndToEndLatency')], [[], []]);
  assert.deepEqual(bench.dropped, { unknown: 1 });
});

test('a segment is a span from its first word’s audio to its hand-over, and at most four of its playouts are below it', () => {
  const bench = new Bench();
  bench.handOver();
  for (let n = 0; n < 6; n += 1) {
    const listener = bench.listener();
    bench.deliver(listener);
    bench.report(listener, { agoMs: 950, playbackRate: 1.2 });
  }

  const [segment, ...others] = bench.tracing.of('segment');
  assert.deepEqual([segment?.parent, segment?.startedAt, segment?.endedAt], [bench.utterance, 1_000, 2_600]);
  assert.deepEqual(segment?.facts, { 'segment.number': 0, 'segment.words': 3, 'segment.commit_lag_ms': 1_000 });
  assert.deepEqual(others, []);
  const playouts = bench.tracing.of('playout');
  assert.equal(playouts.length, 4);
  assert.ok(playouts.every(({ parent }) => parent === segment));
  assert.deepEqual([playouts[0]?.startedAt, playouts[0]?.endedAt], [4_050, 4_950]);
  assert.deepEqual(playouts[0]?.facts, {
    ...{ 'playout.language': 'es', 'playout.rate': 1.2, 'playout.delay_ms': 20, 'playout.queued_ms': 0 },
  });
  assert.equal(bench.spans.length, 18, 'the histogram has all of them');
});

test('an utterance that was not sampled has no spans, and its words are measured', () => {
  const bench = new Bench();
  bench.tracing.isRecording = false;
  const utterance = bench.tracing.begin('utterance', 0);
  const listener = bench.listener();
  bench.handOver({ utterance });
  bench.deliver(listener);
  bench.report(listener);

  assert.deepEqual([bench.tracing.of('segment'), bench.tracing.of('playout')], [[], []]);
  assert.equal(bench.spans.length, 3);
});

test('of a session’s segments in flight the latest 256 are remembered, of each listener’s the latest 32', () => {
  const bench = new Bench();
  const listener = bench.listener();
  for (let segment = 0; segment <= 256; segment += 1) bench.handOver({ segment });
  assert.equal(bench.journeys.sizeOf(SESSION), 256);
  for (const segment of [0, 1]) bench.deliver(listener, { segment });
  assert.equal(bench.ofSession.observed('EndToEndLatency').length, 1 + 1, 'the first by its trace: the last one sent');

  for (let segment = 2; segment <= 33; segment += 1) bench.deliver(listener, { segment });
  bench.report(listener, { segment: 0 });
  bench.report(listener, { segment: 1 });
  bench.report(listener, { segment: 2 });
  assert.deepEqual(bench.dropped, { unknown: 1, notDelivered: 1 });
  assert.equal(bench.spans.length, 3);
});

test('a segment’s timeline is told of every piece of speech, every text, and what each listener reports of it', () => {
  const bench = new Bench();
  const [spanish, esperanto, english] = ['es', 'eo', 'en'].map((targetLanguage) => bench.listener({ targetLanguage }));
  assert.ok(spanish && esperanto && english);
  bench.handOver();
  bench.deliver(spanish, { part: 1, parts: 9 });
  bench.deliver(spanish, { part: 2, parts: 9 });
  bench.journeys.captioned(esperanto, { resultId: 'r1', segment: 0 }, 3_100);
  bench.report(spanish);
  bench.report(spanish);
  bench.deliver(english);
  bench.report(english, { outcome: 'skipped' });

  const pieces = ['spoken es 3000', 'spoken es 3000', 'captioned eo 3100', 'played es 4000 4900'];
  assert.deepEqual(bench.told, [...pieces, 'spoken en 3000', 'skipped en']);
});

test('a text that names no known segment, and one for a listener who has left, is nobody’s', () => {
  const bench = new Bench();
  bench.handOver();
  bench.journeys.captioned(bench.listener(), OLD_SPEECH, 3_000);
  bench.journeys.captioned(bench.listener(), { resultId: 'r2', segment: 0 }, 3_000);
  bench.journeys.captioned(bench.listener({ targetLanguage: undefined }), { resultId: 'r1', segment: 0 }, 3_000);
  bench.deliver(bench.listener({ targetLanguage: undefined }));

  assert.deepEqual(bench.told, []);
});
