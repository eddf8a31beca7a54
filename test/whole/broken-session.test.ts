import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startTestServer } from '../support/test-server.ts';

test('a bug in one session costs its sender an error, and the server and everybody else nothing', async (t) => {
  const server = await startTestServer(t);
  const { speaker, sessionId } = await server.speaker('ada');
  const { speaker: bystander } = await server.speaker('bob');
  const found = server.running.parts.sessions.host.find(sessionId);
  assert.ok(found.ok);
  found.session.control = () => {
    throw new TypeError('a bug');
  };

  const error = await speaker.ask({ action: 'pauseBroadcast' }, 'error');

  assert.deepEqual([error.code, error.statusCode], ['INTERNAL_ERROR', 500]);
  assert.ok(!JSON.stringify(error).includes('a bug'), 'what went wrong inside is not the client’s to read');
  await bystander.ask({ action: 'pauseBroadcast' }, 'broadcastPaused');
  await speaker.ask({ action: 'heartbeat' }, 'heartbeatAck');
});
