import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TranslationPort } from '../../../src/actors/ports/translation.ts';
import { Circuit } from '../../../src/actors/resilience/circuit.ts';
import type { Transcript } from '../../../src/actors/speech/transcript.ts';
import {
  type ForwarderLimits,
  type ForwardOutcome,
  TranslationForwarder,
} from '../../../src/actors/speech/translation-forwarder.ts';
import type { TranslationRequest } from '../../../src/protocol/translation-request.ts';
import { CountingMetrics } from '../../support/actors/counting-metrics.ts';
import { FakeClock, START_MS } from '../../support/actors/fake-clock.ts';
import { ACCEPTED, FakeTranslation, REFUSED, request } from '../../support/actors/fake-translation.ts';
import { RecordingLog } from '../../support/actors/recording-log.ts';
import { RecordingTracing } from '../../support/actors/recording-tracing.ts';
import { countStartedActors } from '../../support/actors/started-actors.ts';

const LIMITS: ForwarderLimits = { attempts: 3, retryDelayMs: 100, timeoutMs: 5_000, maxWaiting: 200 };

function setUp(limits: Partial<ForwarderLimits> = {}) {
  const clock = new FakeClock();
  const port = new FakeTranslation(() => clock.now());
  const log = new RecordingLog();
  const metrics = new CountingMetrics();
  const forwarded: TranslationRequest[] = [];
  const outcomes: ForwardOutcome[] = [];
  const offered = new Map<Transcript, TranslationRequest>();
  const timings = { failures: 5, openMs: 5_000 };
  const circuit = new Circuit({ service: 'Lambda', code: 'TRANSLATION_UNAVAILABLE', timings, clock, log, metrics });
  const real = new TranslationForwarder({
    port,
    circuit,
    clock,
    monotonicNow: () => clock.now(),
    log,
    metrics,
    limits: { ...LIMITS, ...limits },
    onSettled: (transcript, outcome) => {
      outcomes.push(outcome);
      if (outcome === 'forwarded') forwarded.push(offered.get(transcript) as TranslationRequest);
    },
  });
  const utterance = new RecordingTracing().begin('utterance', 0);
  const forwarder = {
    offer: (asked: TranslationRequest, more: Partial<Transcript> = {}) => {
      const transcript = {
        ...{ ...asked, text: asked.transcriptText, receivedAt: clock.now(), lastAudioAt: undefined, wordsHeardAt: [] },
        ...{ utterance, span: undefined, ...more },
      };
      offered.set(transcript, asked);
      real.offer(transcript, asked);
    },
    whenIdle: (callback: () => void) => real.whenIdle(callback),
    stop: () => real.stop(),
  };
  return { clock, port, circuit, log, metrics, forwarded, outcomes, forwarder };
}

const partial = (startTimeMs: number, endTimeMs: number, text: string) =>
  request({ isPartial: true, startTimeMs, endTimeMs, transcriptText: text });
const final = (startTimeMs: number, endTimeMs: number, text: string) =>
  request({ startTimeMs, endTimeMs, transcriptText: text });
const textsOf = (requests: TranslationRequest[]) => requests.map(({ transcriptText }) => transcriptText);

test('transcripts keep their order while an earlier one is tried again', async () => {
  const { clock, port, forwarder, forwarded, metrics } = setUp();
  port.answer = (asked, attempt) => (asked.transcriptText === 'one' && attempt < 3 ? REFUSED : ACCEPTED);

  for (const [at, text] of ['one', 'two', 'three'].entries())
    forwarder.offer(final(at * 1_000, at * 1_000 + 900, text));
  await clock.advance(1_000);

  assert.deepEqual(port.texts, ['one', 'one', 'one', 'two', 'three']);
  assert.deepEqual(textsOf(forwarded), ['one', 'two', 'three']);
  assert.equal(metrics.total('TranslationsForwarded', { kind: 'final' }), 3);
  assert.equal(clock.pending, 0);
});

test('a transcript is tried three times, 100 ms apart, then given up with a line and a count, and the next one goes on', async () => {
  const { clock, port, forwarder, forwarded, log, metrics } = setUp();
  port.answer = (asked) => (asked.transcriptText === 'bad' ? REFUSED : ACCEPTED);

  forwarder.offer(final(0, 900, 'bad'));
  forwarder.offer(final(1_000, 1_900, 'good'));
  await clock.advance(1_000);

  assert.deepEqual(port.texts, ['bad', 'bad', 'bad', 'good']);
  assert.deepEqual(
    port.invocations.map(({ atMs }) => atMs - START_MS),
    [0, 100, 200, 200],
  );
  assert.deepEqual(textsOf(forwarded), ['good']);
  assert.equal(metrics.total('TranslationsFailed', { failure: 'TooManyRequests', kind: 'final' }), 1);
  assert.equal(metrics.total('TranslationsFailed', { kind: 'partial' }), 0);
  assert.deepEqual(
    log.lines.map(({ level, message, metadata }) => [level, message, metadata.attempts, metadata.failure]),
    [['error', 'transcript given up', 3, 'TooManyRequests']],
  );
  // A missing sentence is found by its id.
  const { resultId, segment } = log.lines[0]?.metadata ?? {};
  assert.deepEqual([typeof resultId, typeof segment], ['string', 'number']);
});

test('no line of the log holds the text of a transcript', async () => {
  const { clock, port, forwarder, log } = setUp();
  port.answer = () => REFUSED;

  forwarder.offer(final(0, 900, 'marker phrase'));
  await clock.advance(1_000);

  assert.equal(log.lines.length, 1);
  assert.equal(JSON.stringify(log.lines).includes('marker'), false);
});

test('every attempt of a transcript carries the same idempotency key', async () => {
  const { clock, port, forwarder } = setUp();
  port.answer = () => REFUSED;

  forwarder.offer(request({ idempotencyKey: 'the key' }));
  await clock.advance(1_000);

  assert.deepEqual(
    port.invocations.map((invocation) => invocation.request.idempotencyKey),
    ['the key', 'the key', 'the key'],
  );
});

test('an attempt has five seconds: over them it is aborted and counts as a failure', async () => {
  const { clock, port, forwarder, forwarded } = setUp();
  port.answer = (_, attempt) => (attempt === 1 ? 'deaf' : ACCEPTED);

  forwarder.offer(final(0, 900, 'slow'));
  await clock.advance(4_999);
  assert.equal(port.invocations[0]?.signal.aborted, false);
  await clock.advance(1);
  assert.equal(port.invocations[0]?.signal.aborted, true);
  await clock.advance(100);

  assert.deepEqual(
    port.invocations.map(({ atMs }) => atMs - START_MS),
    [0, 5_100],
  );
  assert.deepEqual(textsOf(forwarded), ['slow']);
});

test('three attempts without an answer are given up as a timeout', async () => {
  const { clock, port, forwarder, metrics } = setUp();
  port.answer = () => 'hang';

  forwarder.offer(request());
  await clock.advance(20_000);

  assert.equal(port.invocations.length, 3);
  assert.equal(metrics.total('TranslationsFailed', { failure: 'timeout' }), 1);
  assert.equal(clock.pending, 0);
});

test('the span of an invocation names what every attempt came to; one that was never answered is a timeout', async () => {
  const { clock, port, forwarder } = setUp();
  const tracing = new RecordingTracing();
  port.answer = (asked, attempt) => {
    if (asked.transcriptText === 'silence') return 'deaf';
    return asked.transcriptText === 'second try' && attempt === 2 ? ACCEPTED : REFUSED;
  };

  for (const [at, text] of ['second try', 'refused', 'silence'].entries()) {
    const span = tracing.begin('utterance', clock.now());
    forwarder.offer(final(at * 1_000, at * 1_000 + 900, text), { span });
  }
  await clock.advance(20_000);

  assert.deepEqual(
    tracing.of('translation.invoke').map(({ facts, problem, ends }) => ({
      attempts: facts['translation.attempts'],
      outcomes: facts['translation.outcomes'],
      problem,
      ends,
    })),
    [
      { attempts: 2, outcomes: ['TooManyRequests', 'accepted'], problem: undefined, ends: 1 },
      { attempts: 3, outcomes: Array(3).fill('TooManyRequests'), problem: 'TooManyRequests', ends: 1 },
      { attempts: 3, outcomes: [], problem: 'timeout', ends: 1 },
    ],
  );
});

test('the span of an invocation has what the port says of its last attempt', async () => {
  const { clock, port, forwarder } = setUp();
  const tracing = new RecordingTracing();
  const told: unknown[] = [];
  const talkative: TranslationPort = port;
  talkative.spanAttributes = (last) => {
    told.push(last?.ok);
    return { 'translation.attempts': 7 };
  };

  forwarder.offer(final(0, 900, 'first'), { span: tracing.begin('utterance', clock.now()) });
  await clock.advance(20_000);

  assert.deepEqual(told, [true]);
  assert.equal(tracing.of('translation.invoke')[0]?.facts['translation.attempts'], 7);
});

test('a partial that still waits is superseded by a later result about the same time, whatever its result id', async () => {
  const { clock, port, forwarder, metrics } = setUp();
  port.answer = (asked) => (asked.transcriptText === 'first' ? 'deaf' : ACCEPTED);

  forwarder.offer(final(0, 1_000, 'first'));
  forwarder.offer(partial(1_000, 1_500, 'second, so'));
  forwarder.offer(partial(1_000, 1_800, 'second, so far'));
  forwarder.offer(final(1_000, 2_000, 'second, whole'));
  await clock.advance(20_000);

  assert.deepEqual([...new Set(port.texts)], ['first', 'second, whole']);
  assert.equal(metrics.total('TranslationsDropped', { why: 'superseded' }), 2);
});

test('a partial about another time, and a final, are never superseded', async () => {
  const { clock, port, forwarder, metrics } = setUp();
  port.answer = (asked) => (asked.transcriptText === 'first' ? 'deaf' : ACCEPTED);

  forwarder.offer(final(0, 1_000, 'first'));
  forwarder.offer(partial(1_000, 1_500, 'partial'));
  forwarder.offer(final(1_500, 2_000, 'second'));
  forwarder.offer(final(1_500, 2_000, 'second again'));
  await clock.advance(20_000);

  assert.deepEqual([...new Set(port.texts)], ['first', 'partial', 'second', 'second again']);
  assert.equal(metrics.total('TranslationsDropped'), 0);
});

test('a partial that is under way already is not called back', async () => {
  const { clock, port, forwarder } = setUp();

  forwarder.offer(partial(0, 500, 'so far'));
  forwarder.offer(final(0, 1_000, 'whole'));
  await clock.advance(0);

  assert.deepEqual(port.texts, ['so far', 'whole']);
});

test('over the bound the oldest partial goes first, and with none the oldest final, each counted', async () => {
  const { clock, port, forwarder, metrics } = setUp({ maxWaiting: 3 });
  port.answer = (asked) => (asked.transcriptText === 'under way' ? 'deaf' : ACCEPTED);

  forwarder.offer(final(0, 1_000, 'under way'));
  forwarder.offer(final(1_000, 2_000, 'a'));
  forwarder.offer(partial(2_000, 2_500, 'b, partial'));
  forwarder.offer(final(3_000, 4_000, 'c'));
  forwarder.offer(final(4_000, 5_000, 'd'));
  assert.equal(metrics.total('TranslationsDropped', { why: 'overflow' }), 1);
  forwarder.offer(final(5_000, 6_000, 'e'));
  assert.equal(metrics.total('TranslationsDropped', { why: 'overflow' }), 2);
  await clock.advance(20_000);

  assert.deepEqual([...new Set(port.texts)], ['under way', 'c', 'd', 'e']);
});

test('a new partial never pushes a final out', async () => {
  const { clock, port, forwarder } = setUp({ maxWaiting: 1 });
  port.answer = (asked) => (asked.transcriptText === 'under way' ? 'deaf' : ACCEPTED);

  forwarder.offer(final(0, 1_000, 'under way'));
  forwarder.offer(final(1_000, 2_000, 'a'));
  forwarder.offer(partial(2_000, 2_500, 'b, partial'));
  await clock.advance(20_000);

  assert.deepEqual([...new Set(port.texts)], ['under way', 'a']);
});

test('the latency is measured once per transcript, from its arrival to its first attempt', async () => {
  const { clock, port, forwarder, metrics } = setUp();
  port.answer = (asked, attempt) => (asked.transcriptText === 'bad' && attempt < 3 ? REFUSED : ACCEPTED);

  forwarder.offer(final(0, 1_000, 'bad'));
  forwarder.offer(final(1_000, 2_000, 'waits'));
  await clock.advance(1_000);

  assert.deepEqual(metrics.observed('TranslationForwardingLatency'), [0, 200]);
});

test('idle is called back at once when nothing waits, else after the last transcript, given up or not', async () => {
  const { clock, port, forwarder } = setUp();
  const calls: string[] = [];
  forwarder.whenIdle(() => calls.push('at once'));
  assert.deepEqual(calls, ['at once']);

  port.answer = () => REFUSED;
  forwarder.offer(request());
  forwarder.offer(request());
  forwarder.whenIdle(() => calls.push('one'));
  forwarder.whenIdle(() => calls.push('two'));
  await clock.advance(399);
  assert.deepEqual(calls, ['at once']);
  await clock.advance(1);

  assert.deepEqual(calls, ['at once', 'one', 'two']);
  assert.equal(port.invocations.length, 6);
});

test('a stop gives up what waits and what is under way, counts both, and leaves no timer, whatever the pipeline does', async () => {
  for (const answer of ['hang', 'deaf'] as const) {
    const { clock, port, forwarder, forwarded, metrics } = setUp();
    port.answer = () => answer;
    const calls: string[] = [];

    forwarder.offer(request());
    forwarder.offer(request());
    forwarder.whenIdle(() => calls.push('idle'));
    forwarder.stop();
    await clock.advance(0);

    assert.equal(port.invocations[0]?.signal.aborted, true);
    assert.equal(port.invocations.length, 1);
    assert.equal(metrics.total('TranslationsDropped', { why: 'stopped' }), 2);
    assert.deepEqual(calls, ['idle']);
    assert.deepEqual(forwarded, []);
    assert.equal(clock.pending, 0);
  }
});

test('a stop between two attempts leaves it at the first', async () => {
  const { clock, port, forwarder, metrics } = setUp();
  port.answer = () => REFUSED;

  forwarder.offer(request());
  await clock.advance(50);
  forwarder.stop();
  await clock.advance(1_000);

  assert.equal(port.invocations.length, 1);
  assert.equal(metrics.total('TranslationsDropped', { why: 'stopped' }), 1);
  assert.equal(clock.pending, 0);
});

test('after a stop nothing is taken, and that is counted', async () => {
  const { clock, port, forwarder, metrics } = setUp();

  forwarder.stop();
  forwarder.offer(request());
  await clock.advance(1_000);

  assert.equal(port.invocations.length, 0);
  assert.equal(metrics.total('TranslationsDropped', { why: 'stopped' }), 1);
});

test('five transcripts given up open the pipeline’s circuit: those after them are turned away at once, each counted', async () => {
  const { clock, port, circuit, log, metrics, forwarder } = setUp();
  port.answer = () => REFUSED;
  for (let at = 0; at < 5; at += 1) forwarder.offer(final(at * 1_000, at * 1_000 + 900, `failed ${at}`));
  await clock.advance(1_000);
  assert.equal(circuit.state, 'open');
  assert.equal(port.invocations.length, 15);

  for (let at = 5; at < 8; at += 1) forwarder.offer(final(at * 1_000, at * 1_000 + 900, 'turned away'));
  let isIdle = false;
  forwarder.whenIdle(() => {
    isIdle = true;
  });
  await clock.advance(0);

  assert.equal(isIdle, true);
  assert.equal(port.invocations.length, 15);
  assert.equal(metrics.total('TranslationsDropped', { why: 'circuitOpen' }), 3);
  assert.equal(metrics.total('CircuitRejections', { service: 'Lambda' }), 3);
  assert.equal(log.lines.filter(({ message }) => message === 'circuit opened').length, 1);
  assert.equal(log.lines.filter(({ message }) => message === 'transcript given up').length, 5);
  circuit.stop();
});

test('the first transcript after its time is the probe: accepted, it lets the next ones through', async () => {
  const { clock, port, circuit, forwarder, forwarded } = setUp();
  port.answer = () => REFUSED;
  for (let at = 0; at < 5; at += 1) forwarder.offer(final(at * 1_000, at * 1_000 + 900, `failed ${at}`));
  await clock.advance(1_000 + 5_000);
  assert.equal(circuit.state, 'halfOpen');

  port.answer = () => ACCEPTED;
  forwarder.offer(final(6_000, 6_900, 'probe'));
  forwarder.offer(final(7_000, 7_900, 'next'));
  await clock.advance(0);

  assert.deepEqual(textsOf(forwarded), ['probe', 'next']);
  assert.equal(circuit.state, 'closed');
});

test('a transcript the pipeline refuses for what it is opens no circuit, and a stop is no failure', async () => {
  const { clock, port, circuit, forwarder } = setUp();
  port.answer = () => ({ ...REFUSED, verdict: 'answered' });
  for (let at = 0; at < 10; at += 1) forwarder.offer(final(at * 1_000, at * 1_000 + 900, `wrong ${at}`));
  await clock.advance(5_000);
  assert.equal(port.invocations.length, 30);
  assert.equal(circuit.state, 'closed');

  port.answer = () => 'hang';
  forwarder.offer(request());
  forwarder.stop();
  await clock.advance(0);
  assert.equal(circuit.state, 'closed');
});

test('a pipeline port that breaks costs one transcript, which is counted, and no more', async () => {
  const { clock, port, circuit, forwarder, forwarded, metrics } = setUp();
  port.answer = (asked) => {
    if (asked.transcriptText === 'bad') throw new TypeError('a bug');
    return ACCEPTED;
  };

  forwarder.offer(final(0, 900, 'bad'));
  forwarder.offer(final(1_000, 1_900, 'good'));
  await clock.advance(0);

  assert.deepEqual(textsOf(forwarded), ['good']);
  assert.equal(metrics.total('TranslationsFailed', { failure: 'unknown' }), 1);
  assert.equal(circuit.state, 'closed');
});

test('transcripts that the pipeline accepts at once start no actor; the first that it refuses starts one', async (t) => {
  const { clock, port, forwarder, forwarded } = setUp();
  const actors = countStartedActors(t);

  for (let n = 0; n < 50; n += 1) forwarder.offer(request());
  await clock.advance(0);
  assert.deepEqual([forwarded.length, actors.started], [50, 0]);

  port.answer = (_, attempt) => (attempt === 1 ? REFUSED : ACCEPTED);
  forwarder.offer(request());
  await clock.advance(100);
  assert.equal(forwarded.length, 51);
  // The retry chart, and the second attempt below it.
  assert.equal(actors.started, 2);
});
