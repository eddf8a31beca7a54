import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClientConnection } from '../../../src/server/sockets/client-connection.ts';
import { MemoryServer } from '../../../src/server/sockets/memory-server.ts';
import type { SocketServerOptions } from '../../../src/server/sockets/socket-server.ts';
import type { Transport } from '../../../src/server/sockets/transport.ts';
import { settled } from '../../support/actors/fake-clock.ts';

/** A server that lets everybody in; each socket listens to a topic of its query's choice. */
function startMemoryServer() {
  const transports: Transport[] = [];
  let closed = 0;
  const server = new MemoryServer({
    ...{ tls: undefined, maxBacklogBytes: 10, http: {} as SocketServerOptions['http'] },
    sockets: {
      upgrade: async ({ query }) => {
        const connection = {
          opened: (transport: Transport) => transports.push(transport),
          closed: () => closed++,
        } as unknown as ClientConnection;
        const onOpen = () => transports.at(-1)?.subscribe(query.get('topic') ?? '');
        return { ok: true, connection, protocol: '', onOpen, onAbandoned: () => {} };
      },
      ...{ text() {}, binary() {}, alive() {}, drained() {}, closed() {} },
      failed: (_, error) => assert.fail(String(error)),
    },
  });
  return { server, transports, closed: () => closed };
}

test('what is published on a topic reaches the open sockets that listen to it', async () => {
  const { server } = startMemoryServer();
  assert.equal(await server.listen(), 0);
  const [a, b, gone] = ['a', 'b', 'a'].map((topic) => server.injectWs({ query: { topic } }));
  await settled();
  gone?.drop();

  server.publish('a', 'to a');
  server.publish('b', 'to b');

  assert.deepEqual(
    [a, b, gone].map((socket) => socket?.frames),
    [['to a'], ['to b'], []],
  );
});

test('a close of the server closes every socket, which is heard of once', async () => {
  const { server, closed } = startMemoryServer();
  const sockets = [server.injectWs(), server.injectWs()];
  await settled();

  server.close();
  server.close();

  assert.deepEqual(
    sockets.map(({ isOpen }) => isOpen),
    [false, false],
  );
  assert.equal(closed(), 2);
});

test('a client that does not read gets twice the backlog that a session allows, and no frame more', async () => {
  const { server, transports } = startMemoryServer();
  const socket = server.injectWs({ query: { topic: 'a' } });
  await settled();
  socket.stopReading();

  assert.deepEqual(
    ['0123456789', 'abcdefghij', 'x'].map((text) => transports[0]?.send(text, false)),
    [true, true, false],
  );
});
