import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { stampBlock } from '../../emulators/transcribe/stamp.ts';
import { type Page, readPrometheusPage } from '../support/prometheus-page.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

const DEADLINE_MS = 30_000;
const REPORTS = 12;

async function until(server: TestServer, isSo: (page: Page) => boolean): Promise<Page> {
  const deadline = Date.now() + DEADLINE_MS;
  for (;;) {
    const response = await fetch(`http://127.0.0.1:${server.running.adminPort}/metrics`);
    const page = readPrometheusPage(await response.text());
    if (isSo(page)) return page;
    assert.ok(Date.now() < deadline, `never so: ${isSo}`);
    await pause(20);
  }
}

test('a listener’s report of what it heard is measured, not answered, and dropped over its rate; a speaker has none to make', async (t) => {
  const server = await startTestServer(t, { AUDIO_CHUNKS_PER_SECOND: '1000', AUDIO_BURST: '1000' });
  const { speaker, sessionId } = await server.speaker('ada');
  const listener = await server.listener(sessionId, 'es');
  for (let block = 1; block <= 40; block += 1) speaker.send(stampBlock(block));
  await speaker.ask({ action: 'pauseBroadcast' }, 'broadcastPaused');
  const { resultId, segment, epoch } = await listener.next('audio', ({ parts }) => parts !== undefined);
  const report = {
    ...{ action: 'playbackReport', resultId, segment, epoch, outcome: 'played' },
    ...{ agoMs: 0, durationMs: 0, delayMs: 0, queuedMs: 0, playbackRate: 1 },
  };
  const before = listener.received.length;

  listener.send(report);
  const heard = await until(server, (page) => measuredOf(page) > 0);
  await pause(1_000);
  for (let n = 0; n < REPORTS; n += 1) listener.send(report);
  // All of them have been dealt with: the page may be asked for while some are on their way.
  const page = await until(server, (now) => droppedOf(now, 'repeated') + droppedOf(now, 'rate') >= REPORTS);
  await listener.ask({ action: 'heartbeat' }, 'heartbeatAck');

  assert.equal(droppedOf(heard, 'rate'), 0);
  const repeated = droppedOf(page, 'repeated');
  assert.equal(repeated + droppedOf(page, 'rate'), REPORTS);
  assert.ok(repeated >= 2 && repeated <= 4, `${repeated} were within the rate`);
  assert.equal(measuredOf(page), measuredOf(heard), 'a segment is measured once');
  const answers = listener.received.slice(before).map(({ type }) => type);
  assert.deepEqual(
    answers.filter((type) => type === 'error'),
    [],
  );

  assert.equal((await speaker.ask(report, 'error')).code, 'UNAUTHORIZED');
  await pause(1_000);
  const { code, details } = await listener.ask({ ...report, outcome: 'enjoyed' }, 'error');
  assert.deepEqual([code, details], ['INVALID_PARAMETER', { parameter: 'outcome' }]);
});

const droppedOf = (page: Page, why: string) => Number(page.value(`PlaybackReportsDropped_total{why="${why}"}`) ?? 0);
const measuredOf = (page: Page) => Number(page.value('EarVoiceSpan_milliseconds_count{language="es"}') ?? 0);
