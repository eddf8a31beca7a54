import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { STAMP_SAMPLES, stampBlock } from '../../emulators/transcribe/stamp.ts';
import type { LATENCIES } from '../../src/integrations/metrics/latencies.ts';
import { type Page, readPrometheusPage } from '../support/prometheus-page.ts';
import type { TestClient } from '../support/test-client.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

const DEADLINE_MS = 30_000;
const RING_MS = 1_000;
const BLOCK_MS = STAMP_SAMPLES / 16;
const BIG = 'x'.repeat(100_000);

let nextBlock = 1;

/** So much speech, in chunks of 100 ms. */
function speak(speaker: TestClient, ms: number): void {
  for (let spoken = 0; spoken < ms; spoken += 5 * BLOCK_MS) {
    speaker.send(Buffer.concat(Array.from({ length: 5 }, () => stampBlock(nextBlock++))));
  }
}

async function pageOf(server: TestServer): Promise<Page> {
  const response = await fetch(`http://127.0.0.1:${server.running.adminPort}/metrics`);
  assert.equal(response.headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8');
  return readPrometheusPage(await response.text());
}

/** Resolves once each of these has moved; `again` is done in between. */
async function moved(server: TestServer, series: readonly string[], again: () => unknown = () => {}): Promise<void> {
  const deadline = Date.now() + DEADLINE_MS;
  for (;;) {
    const page = await pageOf(server);
    const still = series.filter((each) => !((page.value(each) ?? 0) > 0));
    if (still.length === 0) return;
    assert.ok(Date.now() < deadline, `not moved: ${still.join(', ')}`);
    await again();
    await pause(20);
  }
}

/** Resolves once it is so. */
async function holds(server: TestServer, isSo: (page: Page) => boolean): Promise<void> {
  const deadline = Date.now() + DEADLINE_MS;
  while (!isSo(await pageOf(server))) {
    assert.ok(Date.now() < deadline, `never so: ${isSo}`);
    await pause(20);
  }
}

const timed = (name: keyof typeof LATENCIES, labels = '') => `${name}_milliseconds_count${labels}`;

test('every metric of the requirements moves when that happens which it counts', async (t) => {
  const server = await startTestServer(t, {
    EMBEDDED_FAULTS_PORT: '0',
    REPLAY_RING_MS: String(RING_MS),
    AUDIO_CHUNKS_PER_SECOND: '100',
    AUDIO_BURST: '100',
    RATE_WARNING_MS: '50',
    RATE_CLOSE_MS: '200',
    STATUS_INTERVAL_MS: '200',
    DYNAMODB_ATTEMPTS: '1',
    TRANSLATION_RETRY_DELAY_MS: '0',
    LISTENER_LAGGING_BYTES: '1000',
    LISTENER_MAX_BYTES: '1000000000',
  });
  const faults = server.embedded.faults ?? assert.fail('no faults');
  const { speaker, sessionId } = await server.speaker('ada');
  const listener = await server.listener(sessionId, 'es');

  await t.test('speech, on its way to a listener', async () => {
    // What waits for its stream to open is measured apart.
    await moved(server, [timed('AudioStreamWait'), timed('AudioProcessingLatency')], () => speak(speaker, 100));
    await speaker.ask({ action: 'pauseBroadcast' }, 'broadcastPaused');
    await listener.next('audio');

    await moved(server, [
      'AudioChunksReceived_total',
      'TranscribeStreamsStarted_total',
      'LambdaInvocations_total',
      'TranslationsForwarded_total{kind="final"}',
      timed('TranscribeStreamInitLatency'),
      timed('EmotionExtractionLatency'),
      timed('TranslationForwardingLatency'),
      timed('EndToEndLatency'),
    ]);
  });

  await t.test('controls and status', async () => {
    for (let query = 0; query < 5; query += 1) speaker.send({ action: 'getSessionStatus' });

    await moved(server, [
      'ControlMessagesReceived_total{action="pauseBroadcast"}',
      timed('ControlMessageLatency', '{action="pauseBroadcast"}'),
      timed('ListenerNotificationLatency'),
      'StatusQueriesReceived_total',
      timed('StatusQueryLatency'),
      'PeriodicStatusUpdatesSent_total{reason="periodic"}',
      'RateLimitViolations_total{kind="status"}',
    ]);
  });

  await t.test('audio that is not wanted', async () => {
    speak(speaker, 100);

    await moved(server, ['AudioChunksDropped_total{reason="paused"}']);
  });

  await t.test('a listener that does not read', async () => {
    const slow = await server.listener(sessionId, 'es');
    const joined = slow.received.find(({ type }) => type === 'sessionJoined');
    slow.socket.pause();

    await moved(server, ['ListenerNotificationFailures_total{why="lagging"}'], async () => {
      for (let delivery = 0; delivery < 20; delivery += 1) {
        await fetch(`${server.url}/@connections/${String(joined?.connectionId)}`, { method: 'POST', body: BIG });
      }
    });
    slow.socket.terminate();
  });

  await t.test('a pipeline that refuses', async () => {
    faults.lambda.set({ rules: [{ fault: { kind: 'error', name: 'TooManyRequestsException' } }] });
    await speaker.ask({ action: 'resumeBroadcast' }, 'broadcastResumed');

    await moved(
      server,
      [
        'LambdaErrors_total{handler="translationPipeline",failure="throttled"}',
        'TranslationsFailed_total{failure="throttled",kind="final"}',
      ],
      () => speak(speaker, 100),
    );
    faults.lambda.clear();
  });

  await t.test('tables that are away', async () => {
    faults.dynamodb.set({
      rules: [{ fault: { kind: 'error', name: 'InternalServerError' } }],
    });
    await speaker.ask({ action: 'setVolume', volumeLevel: 0.9 }, 'volumeChanged');

    await moved(server, ['DynamoDBErrors_total{operation="putSession"}']);
    faults.dynamodb.clear();
    await holds(server, (page) => page.value('CircuitOpen{service="DynamoDB"}') === 0);
  });

  await t.test('streams that die, with more speech than can be held', async () => {
    faults.transcribe.set({ rules: [{ fault: { kind: 'exception', name: 'InternalFailureException' } }] });
    const { speaker: bea } = await server.speaker('bea');

    await moved(
      server,
      [
        'TranscribeStreamErrors_total',
        'TranscribeErrors_total{failure="internal"}',
        'AudioBufferOverflows_total{where="ring"}',
        'AudioMsLost_milliseconds_total',
        'AudioHeld_milliseconds',
        'AudioHeldMost_milliseconds',
      ],
      () => speak(bea, 200),
    );
    faults.transcribe.clear();
  });

  await t.test('a speaker far over the rate', async () => {
    const { speaker: cleo } = await server.speaker('cleo');
    const flood = () => {
      for (let chunk = 0; chunk < 20; chunk += 1) cleo.send(stampBlock(nextBlock++));
    };

    await moved(
      server,
      [
        'ConnectionsClosedForRateLimit_total',
        'RateLimitViolations_total{kind="audio"}',
        'AudioChunksDropped_total{reason="rate"}',
      ],
      () => (cleo.socket.readyState === cleo.socket.OPEN ? flood() : undefined),
    );
  });

  await t.test('what is held and open now', async () => {
    // Those of the last broadcasts are still on their way out.
    await holds(server, (page) => page.value('Connections') === 3 && page.value('Sessions') === 2);
    const page = await pageOf(server);

    assert.equal(page.value('Listeners'), 1);
    assert.equal(page.value('TranscribeStreamsFree'), 498);
    for (const gauge of ['TranscribeStreams', 'TranscribeOpeningsWaiting', 'TranslationsWaiting', 'RecordsWaiting']) {
      assert.ok((page.value(gauge) ?? -1) >= 0, gauge);
    }
    const [held = -1, most = -1] = [page.value('AudioHeld_milliseconds'), page.value('AudioHeldMost_milliseconds')];
    assert.ok(most >= 0 && most <= RING_MS && held >= most, `${held} ${most}`);
    assert.equal(page.value('MetricSeriesRefused_total'), 0);
  });
});
