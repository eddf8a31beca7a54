import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readPrometheusPage } from '../support/prometheus-page.ts';
import { startTestServer } from '../support/test-server.ts';

test('the admin port says that the server lives, is ready, and what it has counted', async (t) => {
  const server = await startTestServer(t);
  const { speaker } = await server.speaker('ada');
  await speaker.ask({ action: 'pauseBroadcast' }, 'broadcastPaused');
  const read = async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${server.running.adminPort}${path}`);
    return { status: response.status, text: await response.text() };
  };

  assert.deepEqual(await read('/healthz'), { status: 200, text: '{"status":"healthy"}' });
  assert.equal((await read('/readyz')).status, 200);
  const { text } = await read('/metrics');
  const page = readPrometheusPage(text);
  assert.equal(page.value('Sessions'), 1);
  assert.equal(page.value('ControlMessagesReceived_total{action="pauseBroadcast"}'), 1);
  assert.equal(page.value('ControlMessageLatency_milliseconds_count{action="pauseBroadcast"}'), 1);
  assert.equal((await read('/nothing')).status, 404);
});
