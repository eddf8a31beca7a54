import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stampBlock } from '../../emulators/transcribe/stamp.ts';
import { devToken } from '../../testkit/sockets/dev-token.ts';
import { readLogLines } from '../support/log-lines.ts';
import { type ReceivedSpan, startOtlpReceiver } from '../support/otlp-receiver.ts';
import { ready, runServer } from '../support/server-process.ts';
import { TestClient } from '../support/test-client.ts';

/** 20 ms each: less than what the stamped recogniser ends a sentence after by itself. */
const CHUNKS = 40;

test('one trace has an utterance from every chunk’s receipt to the listener’s ear', async (t) => {
  const receiver = await startOtlpReceiver(t);
  const server = runServer(t, {
    LOG_LEVEL: 'warn',
    AUDIO_CHUNKS_PER_SECOND: '100000',
    AUDIO_BURST: '100000',
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
    OTEL_METRICS_EXPORTER: 'none',
    OTEL_BSP_SCHEDULE_DELAY: '50',
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment=test',
  });
  const { url } = await ready(server);
  const { speaker, listener } = await join(url);
  for (let block = 1; block <= CHUNKS; block += 1) speaker.send(stampBlock(block));
  // What was said is recognised, and the silence after it ends the sentence.
  await speaker.ask({ action: 'pauseBroadcast' }, 'broadcastPaused');
  // How long the engines take to begin is not this claim.
  await receiver.until(() => receiver.of('utterance').length > 0 && receiver.of('pipeline.deliver').length > 0);
  const { resultId, segment, epoch } = await listener.next('audio', ({ parts }) => parts !== undefined);
  listener.send({
    ...{ action: 'playbackReport', resultId, segment, epoch, outcome: 'played' },
    ...{ agoMs: 0, durationMs: 40, delayMs: 15, queuedMs: 0, playbackRate: 1.1 },
  });
  await receiver.until(() => receiver.of('playout').length > 0);
  server.child.kill('SIGTERM');
  assert.equal(await server.exited, 0);

  const [utterance] = receiver.of('utterance') as [ReceivedSpan];
  assert.deepEqual([...new Set(receiver.spans.map(({ traceId }) => traceId))], [utterance.traceId]);
  assert.equal(utterance.parentSpanId, '');
  assert.equal(utterance.facts['utterance.end'], 'forwarded');
  const chunks = receiver.of('audio.chunk').sort((a, b) => Number(a.facts['audio.seq']) - Number(b.facts['audio.seq']));
  assert.equal(chunks.length, CHUNKS);
  for (const [at, chunk] of chunks.entries()) {
    assert.equal(chunk.parentSpanId, utterance.spanId);
    const { 'audio.seq': seq, 'audio.bytes': bytes, 'audio.start_ms': from, 'audio.end_ms': to } = chunk.facts;
    assert.deepEqual([seq, bytes, from, to], [at, 640, at * 20, (at + 1) * 20]);
    assert.ok(chunk.startMs >= utterance.startMs && chunk.endMs >= chunk.startMs);
  }
  const final = receiver.of('transcript').find(({ facts }) => facts['transcript.partial'] === false) as ReceivedSpan;
  assert.equal(final.parentSpanId, utterance.spanId);
  assert.deepEqual(
    final.links,
    chunks.map(({ spanId }) => spanId),
  );
  assert.equal(final.facts['transcript.chunks'], CHUNKS);
  assert.ok(Number(final.facts['transcript.latency_ms']) >= 0);
  const invoke = receiver.of('translation.invoke').find(({ parentSpanId }) => parentSpanId === final.spanId);
  const { 'aws.request_id': requestId, ...said } = invoke?.facts ?? {};
  assert.match(String(requestId), /^[0-9a-f-]{36}$/);
  assert.deepEqual(said, {
    'translation.attempts': 1,
    'translation.outcomes': ['accepted'],
    ...{
      'rpc.system.name': 'aws-api',
      'rpc.system': 'aws-api',
      'rpc.service': 'Lambda',
      'rpc.method': 'Lambda/Invoke',
    },
    ...{ 'faas.invoked_provider': 'aws', 'faas.invoked_name': 'translation-pipeline' },
    ...{ 'faas.invoked_region': 'us-east-1', 'server.address': '127.0.0.1' },
  });
  const below = (name: string, parent: ReceivedSpan | undefined) =>
    receiver.of(name).filter(({ parentSpanId }) => parentSpanId === parent?.spanId);
  const [handled] = below('pipeline.handle', invoke);
  // The first invocation may have been one with a partial, or the question what the engines offer.
  const { 'faas.coldstart': _, ...handledFacts } = handled?.facts ?? {};
  assert.deepEqual(handledFacts, {
    ...{ 'faas.trigger': 'other', 'faas.invocation.id': requestId },
    ...{ 'pipeline.partial': false, 'pipeline.languages': 1 },
  });
  for (const name of ['pipeline.translate', 'pipeline.synthesise', 'pipeline.deliver']) {
    assert.deepEqual(
      below(name, handled).map(({ service, facts, isError }) => [service, facts['pipeline.language'], isError]),
      [['translation-pipeline', 'es', false]],
      name,
    );
  }
  const [deliver] = below('listener.deliver', below('pipeline.deliver', handled)[0]);
  assert.deepEqual([deliver?.service, deliver?.facts['delivery.status']], ['rostrum', 200]);
  assert.equal(deliver?.facts['delivery.language'], 'es');
  const [handedOver] = below('segment', utterance);
  assert.ok(Number(handedOver?.facts['segment.words']) > 0 && Number(handedOver?.facts['segment.commit_lag_ms']) >= 0);
  assert.ok(Number(handedOver?.startMs) >= utterance.startMs && Number(handedOver?.endMs) <= utterance.endMs);
  const [playout] = below('playout', handedOver);
  assert.ok(Number(playout?.startMs) > Number(handedOver?.endMs), 'it is heard after its hand-over');
  assert.deepEqual(playout?.facts, {
    ...{ 'playout.language': 'es', 'playout.rate': 1.1, 'playout.delay_ms': 15, 'playout.queued_ms': 0 },
  });
  assert.match(receiver.bodies.join(), /deployment\.environment/);
  assert.deepEqual([...new Set(receiver.paths)], ['/v1/traces'], 'nothing but traces is sent');
});

test('while no collector is there speech goes its way, what was not exported is logged, and the end is in time', async (t) => {
  const server = runServer(t, {
    LOG_LEVEL: 'warn',
    AUDIO_CHUNKS_PER_SECOND: '100000',
    AUDIO_BURST: '100000',
    DRAIN_TIMEOUT_MS: '4000',
    OTEL_BSP_MAX_QUEUE_SIZE: '20',
    // The discard port: nobody listens there.
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://127.0.0.1:9/v1/traces',
  });
  const { url } = await ready(server);
  const { speaker } = await join(url);
  for (let block = 1; block <= CHUNKS; block += 1) speaker.send(stampBlock(block));
  await speaker.ask({ action: 'pauseBroadcast' }, 'broadcastPaused');
  await speaker.next('transcript', ({ isPartial }) => isPartial === false);
  server.child.kill('SIGTERM');

  assert.equal(await server.exited, 0);
  const { lines, problems } = readLogLines(server.stderr());
  assert.deepEqual(problems, []);
  const dropped = lines.filter(({ message }) => message === 'spans dropped');
  assert.ok(dropped.length > 0 && dropped.every(({ operation }) => operation === 'export_spans'));
});

async function join(url: string) {
  const token = await devToken(url, { userId: 'ada' });
  const socket = url.replace(/^http/, 'ws');
  const speaker = new TestClient(`${socket}/?token=${token}&action=createSession&sourceLanguage=en`);
  const { sessionId } = await speaker.next('sessionCreated');
  const listener = new TestClient(`${socket}/?sessionId=${sessionId}&targetLanguage=es`);
  await listener.next('sessionJoined');
  return { speaker, listener };
}
