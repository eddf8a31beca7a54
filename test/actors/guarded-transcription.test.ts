import assert from 'node:assert/strict';
import { test } from 'node:test';
import { guardedTranscription } from '../../src/actors/guarded-transcription.ts';
import type { TranscriptionSignal } from '../../src/actors/ports.ts';
import { TRANSCRIBE_FAILURES, type TranscribeFailure } from '../../src/machines/failures.ts';
import { circuitBench, fail } from '../support/actors/circuit-bench.ts';
import { settled } from '../support/actors/fake-clock.ts';
import { FakeTranscription } from '../support/actors/fake-transcription.ts';

const NO_AUDIO = (async function* (): AsyncGenerator<Uint8Array> {})();
const REQUEST = { sourceLanguage: 'en', sampleRateHz: 16_000, audio: NO_AUDIO };

function setUp() {
  const bench = circuitBench({ failures: 1 }, 'Transcribe');
  const upstream = new FakeTranscription();
  upstream.pulls = false;
  upstream.script = () => {};
  const { circuit, clock } = bench;
  const port = guardedTranscription({ port: upstream, circuit, clock, connectTimeoutMs: 5_000 });
  const open = () => {
    const heard: TranscriptionSignal[] = [];
    const release = new AbortController();
    port.open(REQUEST, release.signal, (word) => heard.push(word));
    return { heard, release };
  };
  return { ...bench, upstream, open };
}

test('a stream that opens is no failure, whatever becomes of it later, and everything it says is passed on', () => {
  const { circuit, upstream, open } = setUp();
  const { heard } = open();
  upstream.last.opened();
  upstream.last.die('internal');

  assert.equal(circuit.state, 'closed');
  assert.deepEqual(
    heard.map(({ type }) => type),
    ['opened', 'ended'],
  );
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
