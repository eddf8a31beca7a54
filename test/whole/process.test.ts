import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { devToken } from '../../testkit/sockets/dev-token.ts';
import { ready, runServer } from '../support/server-process.ts';
import { TestClient } from '../support/test-client.ts';

test('--help lists the settings and exits 0', async (t) => {
  const server = runServer(t, {}, ['--help']);

  assert.equal(await server.exited, 0);
  assert.match(server.stdout(), /TRANSCRIBE_STALL_MS=10000\n +How long a stream that is sent audio /);
});

test('wrong values are one line each on standard error, and exit code 2', async (t) => {
  const server = runServer(t, { ROSTRUM_MODE: 'aws', PORT: 'http', AWS_REGION: 'eu-west-1' });

  assert.equal(await server.exited, 2);
  const lines = server.stderr().trim().split('\n');
  assert.ok(
    lines.every((line) => line.startsWith('rostrum: ')),
    server.stderr(),
  );
  assert.ok(lines.some((line) => line.includes('PORT must be a whole number')));
  assert.ok(lines.some((line) => line.includes('AUTH_ISSUER is not set')));
});

test('an argument that is not known is one line and exit code 2, before anything starts', async (t) => {
  const server = runServer(t, {}, ['--bogus']);

  assert.equal(await server.exited, 2);
  assert.equal(server.stderr(), "rostrum: Unknown option '--bogus' (--help lists the settings)\n");
  assert.equal(server.stdout(), '');
});

test('where the socket library has no build for this Node, that is one line and exit code 1', async (t) => {
  const pretend = "Object.defineProperty(process.versions, 'modules', { value: '999' });";
  const server = runServer(t, {
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(pretend)}`,
    LOG_LEVEL: 'silent',
  });

  assert.equal(await server.exited, 1);
  assert.equal(
    server.stderr(),
    `rostrum: there is no build of uWebSockets.js for Node ${process.version}: use Node 24, 22, or 20 (20.19 or newer)\n`,
  );
});

test('a port that is taken is one line and exit code 1', async (t) => {
  const squatter = createServer().listen(0, '127.0.0.1');
  await once(squatter, 'listening');
  t.after(() => squatter.close());
  const { port } = squatter.address() as AddressInfo;

  const server = runServer(t, { PORT: String(port), LOG_LEVEL: 'silent' });

  assert.equal(await server.exited, 1);
  assert.equal(server.stderr(), `rostrum: PORT ${port} on 127.0.0.1 is taken or not allowed: set another PORT\n`);
});

test('it says in one line that it listens; SIGTERM sends everybody away to come back, and exits 0', async (t) => {
  const server = runServer(t, {});
  const { port, mode } = await ready(server);
  assert.equal(mode, 'embedded');
  const token = await devToken(`http://127.0.0.1:${port}`, { userId: 'ada' });
  const speaker = new TestClient(`ws://127.0.0.1:${port}/?token=${token}&action=createSession&sourceLanguage=en`);
  const { sessionId } = await speaker.next('sessionCreated');
  const listener = new TestClient(`ws://127.0.0.1:${port}/?sessionId=${sessionId}&targetLanguage=es`);
  await listener.next('sessionJoined');

  server.child.kill('SIGTERM');

  for (const client of [speaker, listener]) {
    assert.equal(typeof (await client.next('serverDraining')).retryAfterMs, 'number');
    assert.equal((await client.closed).code, 1001);
    assert.ok(client.received.every((message) => message.type !== 'sessionEnded'));
  }
  assert.equal(await server.exited, 0);
});

test('on the network in embedded mode it warns in one line, as it starts, that anybody can have a token', async (t) => {
  const server = runServer(t, { HOST: '0.0.0.0', LOG_LEVEL: 'warn' });
  await ready(server);

  const [line = '', ...others] = server.stderr().trim().split('\n');
  const { level, component, message, metadata } = JSON.parse(line) as Record<string, unknown>;
  assert.deepEqual([level, component, metadata], ['WARN', 'Server', { code: 'INVALID_PARAMETER', host: '0.0.0.0' }]);
  assert.match(String(message), /^HOST is not loopback, .*\/dev\/tokens/);
  assert.deepEqual(others, []);
});
