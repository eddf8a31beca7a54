import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { UnreachableError } from '../../../../src/server/doctor/through/connect-error.ts';
import { placeOf } from '../../../../src/server/doctor/through/http-connection.ts';
import { noConnection } from '../../../../src/server/doctor/through/silence.ts';

/** Accepts connections, and says nothing on them. */
async function startMute(t: TestContext) {
  const server = createServer((socket) => socket.on('error', () => {}).resume());
  t.after(() => server.close());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { server, host: `127.0.0.1:${(server.address() as AddressInfo).port}` };
}

test('where a connection opens and nobody answers TLS, the address is wrong and not a proxy’s settings', async (t) => {
  const { host } = await startMute(t);
  const never = new AbortController().signal;

  await assert.rejects(noConnection(`https://${host}`, { afterMs: 0, withinMs: 50 }, never), (error: Error) => {
    assert.ok(error instanceof UnreachableError);
    assert.match(error.message, /^127\.0\.0\.1:\d+: a connection opens, and nobody answers TLS on it/);
    return true;
  });
});

test('where no request is answered, as behind a proxy that speaks HTTP/1.0 with the server, that is said', async (t) => {
  const { host } = await startMute(t);
  const never = new AbortController().signal;

  await assert.rejects(noConnection(`http://${host}`, { afterMs: 0, withinMs: 50 }, never), {
    name: 'UnreachableError',
    message: `${host}: a connection opens, and no request on it is answered`,
  });
});

test('where a request is answered, or the check has ended, nothing is said', async (t) => {
  const { server, host } = await startMute(t);
  server.on('connection', (socket) => socket.write('HTTP/1.1 503 Busy\r\n\r\n'));
  const opened = once(server, 'connection');

  const looked = noConnection(`http://${host}`, { afterMs: 0, withinMs: 60_000 }, new AbortController().signal);
  const [socket] = (await opened) as [Socket];
  await once(socket, 'close');
  const ended = noConnection(`https://${host}`, { afterMs: 60_000, withinMs: 1 }, AbortSignal.abort());

  const open = new Promise((resolve) => setImmediate(resolve, 'open'));
  assert.equal(await Promise.race([looked, ended, open]), 'open');
});

test('a name is sent in the TLS handshake, an address is not', () => {
  assert.deepEqual(placeOf('https://live.example.com/prod'), {
    host: 'live.example.com',
    port: 443,
    servername: 'live.example.com',
  });
  assert.deepEqual(placeOf('https://127.0.0.1:8443'), { host: '127.0.0.1', port: 8443 });
  assert.deepEqual(placeOf('http://[::1]'), { host: '::1', port: 80 });
});
