import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SessionBench } from '../../support/actors/actor-bench.ts';
import { settled } from '../../support/actors/fake-clock.ts';
import { result, toWords } from '../../support/actors/fake-transcription.ts';
import { ACCEPTED, REFUSED } from '../../support/actors/fake-translation.ts';
import { type RecordedSpan, RecordingTracing } from '../../support/actors/recording-tracing.ts';

function setUp(settings: ConstructorParameters<typeof SessionBench>[0] = {}) {
  const tracing = new RecordingTracing();
  const bench = new SessionBench(settings, {}, tracing);
  return { bench, tracing, startedAt: bench.clock.now() };
}

const seqOf = (span: RecordedSpan) => span.facts['audio.seq'];

test('an utterance begins with its first chunk; each chunk’s span is below it, from receipt to the upstream client’s pull', async () => {
  const { bench, tracing, startedAt } = setUp();
  await bench.speak(200);

  const [utterance] = tracing.spans;
  assert.deepEqual([utterance?.name, utterance?.startedAt], ['utterance', startedAt]);
  assert.deepEqual(utterance?.facts, { 'session.id': 'brave-otter-001' });
  const chunks = tracing.of('audio.chunk');
  assert.equal(chunks.length, 10);
  for (const [at, chunk] of chunks.entries()) {
    assert.equal(chunk.parent, utterance);
    assert.equal(chunk.startedAt, startedAt + at * 20);
  }
  const ended = chunks.filter(({ endedAt }) => endedAt !== undefined);
  assert.ok(ended.length >= 9, 'all but what is being gathered has been pulled');
  for (const { startedAt: from, endedAt } of ended) assert.ok(Number(endedAt) - from <= 40, 'never held longer');
  assert.deepEqual(ended[3]?.facts, {
    ...{ 'audio.seq': 3, 'audio.bytes': 640, 'audio.start_ms': 60, 'audio.end_ms': 80 },
  });
  assert.ok(ended.every(({ problem }) => problem === undefined));
});

test('a transcript is linked to the chunks it covers and measured from the last; its invocation is below it', async () => {
  const { bench, tracing } = setUp();
  bench.listen('listener-1');
  await bench.speak(1_000);
  const lastChunkAt = bench.clock.now() - 20;
  bench.translation.answer = (_, attempt) => (attempt === 1 ? REFUSED : ACCEPTED);
  bench.transcription.last.hear(result('final', 0, 1_000, { text: 'marker phrase' }));
  await bench.clock.advance(100);

  const [utterance] = tracing.of('utterance');
  const [transcript] = tracing.of('transcript');
  const [invoke] = tracing.of('translation.invoke');
  assert.deepEqual(transcript?.facts, {
    'transcript.partial': false,
    'transcript.segment': 0,
    'transcript.stability': 1,
    'transcript.start_ms': 0,
    'transcript.end_ms': 1_000,
    'transcript.chunks': 50,
    'transcript.latency_ms': 20,
    'transcript.outcome': 'forwarded',
  });
  assert.equal(Number(transcript?.startedAt) - lastChunkAt, 20);
  assert.deepEqual(transcript?.links, tracing.of('audio.chunk').slice(0, 50));
  assert.equal(transcript?.parent, utterance);
  assert.equal(invoke?.parent, transcript);
  assert.deepEqual(invoke?.facts, {
    'translation.attempts': 2,
    'translation.outcomes': ['TooManyRequests', 'accepted'],
  });
  const sent = bench.translation.invocations.map(({ request }) => request.traceparent);
  assert.deepEqual(sent, [invoke?.traceparent, invoke?.traceparent], 'one context for every attempt');
  assert.deepEqual(
    [utterance?.facts['utterance.end'], utterance?.endedAt],
    ['forwarded', bench.clock.now()],
    'the utterance ends with its final’s forwarding',
  );
  assert.equal(JSON.stringify(tracing.spans.map(({ facts }) => facts)).includes('marker'), false);
});

test('after a final the next chunk or transcript begins another trace', async () => {
  const { bench, tracing } = setUp();
  bench.listen('listener-1');
  await bench.speak(1_000);
  const { last } = bench.transcription;
  last.hear(result('partial', 0, 400));
  last.hear(result('final', 0, 500));
  last.hear(result('final', 500, 900));
  bench.chunk();
  await settled();

  const utterances = tracing.of('utterance');
  assert.equal(utterances.length, 3);
  assert.deepEqual(
    tracing.of('transcript').map(({ parent }) => parent),
    [utterances[0], utterances[0], utterances[1]],
  );
  assert.equal(tracing.of('audio.chunk').at(-1)?.parent, utterances[2]);
  // Of a final half a second long, the chunks before the cut.
  assert.deepEqual(
    tracing.of('transcript')[2]?.links.map(seqOf),
    Array.from({ length: 20 }, (_, at) => 25 + at),
  );
});

test('of a long final the last 128 chunks are linked, of a partial the last 32 of those it has new; all are counted', async () => {
  const { bench, tracing } = setUp();
  await bench.speak(4_000);
  bench.transcription.last.hear(result('partial', 0, 3_000));
  bench.transcription.last.hear(result('partial', 0, 3_200));
  bench.transcription.last.hear(result('final', 0, 4_000));

  const seen = tracing.of('transcript').map(({ links, facts }) => [links.length, facts['transcript.chunks']]);
  assert.deepEqual(seen, [
    [32, 150],
    [10, 160],
    [128, 200],
  ]);
});

test('a chunk that is replayed has its own span once, and one more below it for each replay', async () => {
  const { bench, tracing } = setUp();
  await bench.speak(200);
  bench.transcription.last.die('connectionLost');
  await bench.clock.advance(300);
  await bench.speak(100);

  const chunks = tracing.of('audio.chunk');
  const replays = chunks.filter(({ facts }) => facts['audio.replayed'] === true);
  assert.ok(replays.length >= 9);
  for (const replay of replays) assert.equal(seqOf(replay.parent as RecordedSpan), seqOf(replay));
  assert.ok(chunks.every(({ ends }) => ends <= 1));
});

test('a chunk is measured once, at its first acceptance; one that waited for a stream apart', async () => {
  const { bench } = setUp();
  bench.transcription.pulls = false;
  await bench.speak(200);
  assert.deepEqual(bench.metrics.observed('AudioStreamWait'), [], 'nothing is accepted before it is pulled');
  void bench.transcription.last.pullAll();
  bench.transcription.pulls = true;
  await bench.speak(200);
  bench.transcription.last.die('connectionLost');
  await bench.clock.advance(300);
  await bench.speak(200);

  const waited = bench.metrics.observed('AudioStreamWait');
  const processed = bench.metrics.observed('AudioProcessingLatency');
  assert.ok(waited.length >= 10 && waited.includes(200));
  assert.ok(processed.length >= 15 && processed.every((ms) => ms <= 40), 'as long as a chunk is gathered');
  assert.ok(waited.length + processed.length <= 30, 'none twice');
});

test('audio that goes for room or is given up ends its span as dropped', async () => {
  const { bench, tracing } = setUp({ audio: { ringMs: 100 } });
  bench.transcription.pulls = false;
  bench.transcription.script = () => {};
  for (let at = 0; at < 30; at += 1) bench.chunk(20);
  await bench.over();

  const dropped = tracing.of('audio.chunk').map(({ facts, problem }) => [facts['audio.dropped'], problem]);
  assert.ok(dropped.some(([why, problem]) => why === 'overflow' && problem === 'overflow'));
  assert.ok(dropped.some(([why, problem]) => why === 'forfeited' && problem === 'forfeited'));
});

test('an utterance that never gets a final ends after a minute of audio, or with its session', async () => {
  const { bench, tracing } = setUp();
  await bench.speak(61_000);
  await bench.over();

  const ends = tracing.of('utterance').map(({ facts }) => facts['utterance.end']);
  assert.deepEqual(ends, ['noFinal', 'sessionEnded']);
});

test('what the pipeline does not take fails the transcript and the utterance; without a listener both just end', async () => {
  const { bench, tracing } = setUp();
  await bench.speak(2_000);
  bench.transcription.last.hear(result('final', 0, 500));
  bench.transcription.last.hear(result('partial', 500, 800, { items: toWords('some words', 0) }));
  bench.listen('listener-1');
  bench.translation.answer = () => REFUSED;
  bench.transcription.last.hear(result('final', 500, 1_000));
  await bench.clock.advance(1_000);

  const outcomes = tracing.of('transcript').map(({ facts, problem }) => [facts['transcript.outcome'], problem]);
  assert.deepEqual(outcomes, [
    ['noListener', undefined],
    ['unstable', undefined],
    ['failed', 'failed'],
  ]);
  const [, second] = tracing.of('utterance');
  assert.deepEqual([second?.facts['utterance.end'], second?.problem], ['failed', 'failed']);
  assert.equal(tracing.of('translation.invoke')[0]?.problem, 'TooManyRequests');
});

test('unsampled, nothing is gathered, and the contexts handed on say so', async () => {
  const { bench, tracing } = setUp();
  tracing.isRecording = false;
  bench.listen('listener-1');
  await bench.speak(1_000);
  bench.transcription.last.hear(result('final', 0, 900));
  await settled();

  assert.deepEqual([...new Set(tracing.spans.map(({ name }) => name))], ['utterance']);
  assert.match(String(bench.translation.invocations[0]?.request.traceparent), /-00$/);
});

test('audio that was not sampled is counted and not linked, and a final about no audio has no latency', async () => {
  const { bench, tracing } = setUp();
  tracing.isRecording = false;
  bench.listen('listener-1');
  await bench.speak(1_000);
  bench.transcription.last.hear(result('final', 0, 500));
  tracing.isRecording = true;
  bench.transcription.last.hear(result('final', 500, 900));
  bench.transcription.last.hear(result('final', 1_100, 1_200));
  await settled();

  const seen = tracing
    .of('transcript')
    .map(({ links, facts }) => [links.length, facts['transcript.chunks'], facts['transcript.latency_ms']]);
  assert.deepEqual(seen, [
    [0, 20, 120],
    [0, 0, undefined],
  ]);
});
