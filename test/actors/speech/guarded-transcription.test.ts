import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TranscriptionResult, TranscriptionSignal } from '../../../src/actors/ports/transcription.ts';
import { StreamStartLimiter } from '../../../src/actors/resilience/stream-start-limiter.ts';
import { guardedTranscription } from '../../../src/actors/speech/guarded-transcription.ts';
import { TRANSCRIBE_FAILURES, type TranscribeFailure } from '../../../src/machines/failures.ts';
import { circuitBench, fail } from '../../support/actors/circuit-bench.ts';
import { settled } from '../../support/actors/fake-clock.ts';
import { FakeTranscription, result } from '../../support/actors/fake-transcription.ts';

const NO_AUDIO = (async function* (): AsyncGenerator<Uint8Array> {})();
const REQUEST = { sourceLanguage: 'en', sampleRateHz: 16_000, audio: NO_AUDIO };

/** @param perSecond So many that nobody waits, unless the test is about that. */
function setUp(perSecond = 1e9) {
  const bench = circuitBench({ failures: 1 }, 'Transcribe');
  const upstream = new FakeTranscription();
  upstream.pulls = false;
  upstream.script = () => {};
  const { circuit, clock, metrics } = bench;
  const limiter = new StreamStartLimiter({ clock, metrics, perSecond, maxWaiting: 3 });
  const port = guardedTranscription({ port: upstream, circuit, limiter, clock, metrics, connectTimeoutMs: 5_000 });
  const open = (isStandby = false) => {
    const heard: TranscriptionSignal[] = [];
    const recognised: TranscriptionResult[] = [];
    const release = new AbortController();
    port.open({ ...REQUEST, isStandby }, release.signal, {
      onSignal: (word) => heard.push(word),
      onResults: (results) => recognised.push(...results),
    });
    return { heard, recognised, release };
  };
  return { ...bench, upstream, limiter, open };
}

test('a stream that opens is no failure, whatever becomes of it later, and everything it says is passed on', () => {
  const { circuit, upstream, open } = setUp();
  const { heard, recognised } = open();
  const words = result('final', 0, 900);
  upstream.last.opened();
  upstream.last.hear(words);
  upstream.last.die('internal');

  assert.equal(circuit.state, 'closed');
  assert.deepEqual(
    heard.map(({ type }) => type),
    ['opened', 'ended'],
  );
  assert.deepEqual(recognised, [words]);
});

test('an opening that fails counts, unless it was this server’s own doing', () => {
  const ours: TranscribeFailure[] = ['idle', 'oversize', 'badRequest', 'accessDenied', 'signature'];
  for (const failure of Object.keys(TRANSCRIBE_FAILURES) as TranscribeFailure[]) {
    const { circuit, upstream, open } = setUp();
    open();
    upstream.last.die(failure);

    assert.equal(circuit.state, ours.includes(failure) ? 'closed' : 'open', failure);
    circuit.stop();
  }
});

test('while it is open no stream is opened upstream: who asks hears of it as of any failure, after open() has returned', async () => {
  const { circuit, metrics, upstream, open } = setUp();
  fail(circuit, 1);

  const { heard } = open();
  assert.deepEqual(heard, []);
  await settled();

  assert.deepEqual(heard, [
    { type: 'ended', clean: false, failure: 'circuitOpen', detail: 'the circuit breaker is open' },
  ]);
  assert.equal(upstream.streams.length, 0);
  assert.equal(metrics.total('CircuitRejections', { service: 'Transcribe' }), 1);
  circuit.stop();
});

test('after its time the next stream is the probe; when it opens the circuit closes', async () => {
  const { circuit, clock, upstream, open } = setUp();
  fail(circuit, 1);
  await clock.advance(5_000);

  open();
  assert.equal(circuit.state, 'halfOpen');
  upstream.last.opened();

  assert.equal(circuit.state, 'closed');
});

test('a stream given up when its time to connect is over counts; one released before, its session being over, does not', async () => {
  for (const [afterMs, state] of [
    [4_999, 'open'],
    [4_000, 'closed'],
  ] as const) {
    const { circuit, clock, open } = setUp();
    const { release } = open();
    await clock.advance(afterMs);
    release.abort();

    assert.equal(circuit.state, state, `after ${afterMs} ms`);
    circuit.stop();
  }
});

test('a probe whose session ends leaves the place to the next stream', async () => {
  const { circuit, clock, upstream, open } = setUp();
  fail(circuit, 1);
  await clock.advance(5_000);
  open().release.abort();
  open();

  assert.equal(upstream.streams.length, 2);
  upstream.last.opened();
  assert.equal(circuit.state, 'closed');
});

const SPACED = 10;
const types = (heard: readonly TranscriptionSignal[]) => heard.map(({ type }) => type);

test('an opening that has to wait for its turn says so, then that its turn has come, and is opened only then', async () => {
  const { clock, upstream, open } = setUp(SPACED);
  open();
  const { heard } = open();
  assert.deepEqual(heard, [], 'nothing before open() has returned');
  await settled();
  assert.deepEqual(heard, [{ type: 'queued' }]);
  assert.equal(upstream.streams.length, 1);

  await clock.advance(99);
  assert.equal(upstream.streams.length, 1);
  await clock.advance(1);

  assert.equal(upstream.streams.length, 2);
  assert.deepEqual(heard.at(-1), { type: 'admitted', waitedMs: 100 });
});

test('one that is released while it waits hears that it is over, and is never opened', async () => {
  const { clock, upstream, limiter, open } = setUp(SPACED);
  open();
  const { heard, release } = open();
  await settled();

  release.abort();
  await clock.advance(1_000);

  assert.deepEqual(types(heard), ['queued', 'ended']);
  assert.equal(upstream.streams.length, 1);
  assert.deepEqual([limiter.waiting, clock.pending], [0, 0]);
});

test('one that is released before it could be told that it waits hears only that it is over', async () => {
  const { open } = setUp(SPACED);
  open();
  const { heard, release } = open();

  release.abort();
  await settled();

  assert.deepEqual(types(heard), ['ended']);
});

test('a circuit that opens meanwhile turns all that wait away in one go, and their turns are not spent', async () => {
  const { circuit, clock, upstream, open } = setUp(SPACED);
  open();
  const waiting = [open(), open(), open()];
  upstream.last.die('internal');
  assert.equal(circuit.state, 'open');

  await clock.advance(100);

  for (const { heard } of waiting) assert.deepEqual(types(heard), ['queued', 'ended']);
  assert.equal(upstream.streams.length, 1);
  circuit.stop();
});

test('over the bound of the line a newcomer is turned away like a failed stream', async () => {
  const { clock, open } = setUp(SPACED);
  for (let i = 0; i < 4; i += 1) open();
  const { heard } = open();
  await settled();

  assert.deepEqual(heard, [
    { type: 'ended', clean: false, failure: 'admission', detail: 'too many streams wait to be opened' },
  ]);
  await clock.advance(1_000);
  assert.equal(clock.pending, 0);
});

test('the time to connect runs from the turn: a stream given up after it counts, and is named in the counters', async () => {
  const { circuit, clock, metrics, upstream, open } = setUp(SPACED);
  open();
  const { release } = open();
  await clock.advance(100);
  await clock.advance(4_970);
  assert.equal(upstream.streams.length, 2);
  release.abort();
  assert.equal(circuit.state, 'closed', 'released before its time was over');
  assert.equal(metrics.total('TranscribeErrors'), 0);

  const late = open();
  await clock.advance(5_000);
  late.release.abort();
  assert.equal(circuit.state, 'open');
  assert.equal(metrics.total('TranscribeErrors', { failure: 'connectTimeout' }), 1);
  assert.equal(metrics.total('TranscribeStreamErrors'), 1);
  circuit.stop();
});

test('an answered stream released late is no timeout', async () => {
  const { circuit, clock, metrics, upstream, open } = setUp();
  const { release } = open();
  upstream.last.opened();
  await clock.advance(60_000);
  release.abort();

  assert.equal(metrics.total('TranscribeErrors'), 0);
  assert.equal(circuit.state, 'closed');
});
