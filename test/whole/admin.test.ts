import assert from 'node:assert/strict';
import { request } from 'node:http';
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

test('a page that leads its own name to the admin port reads neither metrics nor sessions there', async (t) => {
  const server = await startTestServer(t);
  const { adminPort: port } = server.running;
  const statusOf = (path: string, headers: Record<string, string>, method = 'GET') =>
    new Promise<number | undefined>((resolve, reject) => {
      const asked = request({ host: '127.0.0.1', port, path, headers, method }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      asked.on('error', reject);
      asked.end();
    });

  for (const path of ['/metrics', '/inside', '/inside/golden-eagle-427', '/nothing']) {
    assert.equal(await statusOf(path, { host: `evil.example:${port}` }), 403, path);
  }
  assert.equal(await statusOf('/metrics', { host: `127.0.0.1:${port}` }), 200);
  // Balancers ask for these by any name, and they say nothing that the main port does not.
  for (const path of ['/healthz', '/readyz']) assert.equal(await statusOf(path, { host: 'lb.example' }), 200);
  // Who came through a proxy on this machine is nobody of this machine.
  for (const name of ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via']) {
    assert.equal(await statusOf('/inside', { host: 'localhost', [name]: '127.0.0.1' }), 403, name);
  }
  assert.equal(await statusOf('/inside', { host: 'localhost' }), 200);
  assert.equal(await statusOf('/metrics', { host: 'localhost' }, 'HEAD'), 200);
  assert.equal(await statusOf('/metrics', { host: 'localhost' }, 'POST'), 405);
});
