import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StreamStartLimiter } from '../../../src/actors/resilience/stream-start-limiter.ts';
import type { SessionPorts } from '../../../src/actors/session/session-ports.ts';
import { guardedTranscription } from '../../../src/actors/speech/guarded-transcription.ts';
import { SessionBench } from '../../support/actors/actor-bench.ts';
import { fail } from '../../support/actors/circuit-bench.ts';
import { result } from '../../support/actors/fake-transcription.ts';
import { speechOf } from '../../support/actors/stamped-pcm.ts';

/** A session behind the circuit breakers, as the server composes it. */
class GuardedBench extends SessionBench {
  override get ports(): SessionPorts {
    const { circuits, clock, settings, transcription } = this;
    const { connectTimeoutMs } = settings.transcription;
    const { transcribe: circuit } = circuits;
    const { metrics } = this;
    const limiter = new StreamStartLimiter({ clock, metrics, perSecond: 25, maxWaiting: 2 });
    const guarded = guardedTranscription({ port: transcription, circuit, limiter, clock, metrics, connectTimeoutMs });
    return { ...super.ports, transcription: guarded };
  }
}

const interruptions = (bench: SessionBench) => bench.speaker.of('transcriptionInterrupted').map(({ reason }) => reason);

test('five openings that fail leave Transcribe alone: the session backs off without a call, and no word is lost', async () => {
  const bench = new GuardedBench();
  bench.transcription.script = (stream) => stream.die('connectionLost');
  bench.chunk(100);
  await bench.clock.advance(1_500);
  assert.equal(bench.circuits.transcribe.state, 'open');
  assert.equal(bench.transcription.streams.length, 5);
  bench.chunk(100);
  await bench.clock.advance(4_900);
  assert.equal(bench.transcription.streams.length, 5, 'nothing was opened upstream');
  assert.deepEqual(interruptions(bench), ['connectionLost'], 'it is one interruption');

  bench.transcription.script = (stream) => stream.opened();
  await bench.clock.advance(2_000);

  assert.equal(bench.circuits.transcribe.state, 'closed');
  assert.equal(bench.transcription.streams.length, 6);
  assert.deepEqual(speechOf(bench.transcription.last.frames), [[0, 3_200]]);
  assert.equal(bench.speaker.of('transcriptionRestored').length, 1);
  await bench.over();
});

test('the recovery window bounds it all the same: then transcription is given up, said with its code', async () => {
  const bench = new GuardedBench();
  bench.transcription.script = (stream) => stream.die('connectionLost');
  bench.chunk(100);
  await bench.clock.advance(30_000);

  assert.equal(bench.speaker.of('transcriptionFailed').length, 1);
  assert.ok(bench.transcription.streams.length < 12, 'most tries never left this server');
  const codes = bench.log.lines.filter(({ level }) => level !== 'info').map(({ metadata }) => metadata.code);
  assert.deepEqual(new Set(codes), new Set(['TRANSCRIBE_UNAVAILABLE']));
  await bench.over();
});

test('while the pipeline’s circuit is open audio and transcripts flow as ever, translations are dropped and counted', async () => {
  const bench = new GuardedBench();
  const listener = bench.listen('listener-1', 'es', true);
  await bench.speak(1_000);
  fail(bench.circuits.lambda, 5);

  bench.transcription.last.hear(result('final', 0, 900));
  await bench.speak(1_000);

  assert.equal(listener.of('transcript').length, 1);
  assert.equal(bench.translation.invocations.length, 0);
  assert.equal(bench.metrics.total('TranslationsDropped', { why: 'circuitOpen' }), 1);
  assert.equal(bench.metrics.total('AudioChunksDropped'), 0);
  await bench.over();
});
