import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClientConnection } from '../../../src/server/sockets/client-connection.ts';
import { InjectedSocket, type InjectedUpgrade } from '../../../src/server/sockets/injected-socket.ts';
import { SocketEvents } from '../../../src/server/sockets/socket-events.ts';
import type { UpgradeRequest, UpgradeVerdict } from '../../../src/server/sockets/socket-server.ts';
import type { Transport } from '../../../src/server/sockets/transport.ts';
import { settled } from '../../support/actors/fake-clock.ts';

/** A socket before handlers that note what reaches them. */
function setUp(upgrade: InjectedUpgrade = {}, refused?: Extract<UpgradeVerdict, { ok: false }>) {
  const calls: unknown[][] = [];
  const requests: UpgradeRequest[] = [];
  const transports: Transport[] = [];
  const connection = {
    opened: (transport: Transport) => transports.push(transport),
    closed: () => calls.push(['connection.closed']),
  } as unknown as ClientConnection;
  const note = (name: string) => (_: ClientConnection, given?: unknown) => void calls.push([name, given]);
  const socket = new InjectedSocket(upgrade, {
    events: new SocketEvents({
      upgrade: async (request) => {
        requests.push(request);
        const onAbandoned = () => calls.push(['abandoned']);
        return refused ?? { ok: true, connection, protocol: 'bearer', onOpen: () => calls.push(['open']), onAbandoned };
      },
      ...{ text: note('text'), binary: note('binary'), alive: note('alive'), drained: note('drained') },
      ...{ closed: note('closed'), failed: (_, error) => assert.fail(String(error)) },
    }),
    maxUnsentBytes: 8,
    onOpened: () => calls.push(['onOpened']),
    onClosed: () => calls.push(['onClosed']),
  });
  socket.connect();
  return { socket, calls, requests, transports };
}

test('an upgrade says what it was injected with, and otherwise what a client of this machine says', async () => {
  const { requests } = setUp();
  const other = setUp({
    ...{ query: { a: 'ü&' }, headers: { Origin: 'https://x.example', host: 'y' }, protocols: ['bearer', 't'] },
    address: '192.0.2.1',
  });

  const [plain] = requests;
  assert.deepEqual(
    [plain?.remoteAddress, plain?.host, plain?.protocols, plain?.origin],
    ['127.0.0.1', '127.0.0.1:8080', '', ''],
  );
  const [given] = other.requests;
  assert.deepEqual(
    [given?.remoteAddress, given?.host, given?.protocols, given?.origin],
    ['192.0.2.1', 'y', 'bearer, t', 'https://x.example'],
  );
  assert.equal(given?.query.get('a'), 'ü&');
});

test('it is open from its acceptance to its close, and remembers the answer of a refusal', async () => {
  const { socket, calls } = setUp();
  assert.equal(socket.isOpen, false);
  await settled();
  assert.deepEqual([socket.isOpen, socket.protocol, calls], [true, 'bearer', [['onOpened'], ['open']]]);

  const refused = setUp({}, { ok: false, answer: { status: 403 } });
  await settled();
  assert.deepEqual([refused.socket.isOpen, refused.socket.refused, refused.calls], [false, { status: 403 }, []]);
});

test('the memory of a frame is dead once it was handed over, as with the transport of the network', async () => {
  const { socket, calls } = setUp();
  await settled();

  socket.send(new Uint8Array([1, 2]));
  socket.send('hello');
  socket.ping();

  const [binary, text, alive] = calls.slice(2);
  assert.deepEqual(binary, ['binary', new Uint8Array([0xff, 0xff])]);
  assert.deepEqual([text?.[1], alive?.[0]], ['hello', 'alive']);
});

test('what a client does not read waits, as many bytes as are allowed, and is read in its order', async () => {
  const { socket, calls, transports } = setUp();
  await settled();
  const [transport] = transports;
  assert.ok(transport);
  transport.send('first', false);
  socket.stopReading();

  assert.deepEqual(
    ['1234', 'ü', '12345', '12'].map((text) => transport.send(text, false)),
    [true, true, false, true],
  );
  assert.deepEqual([socket.frames, transport.bufferedBytes()], [['first'], 8]);
  socket.read();

  assert.deepEqual([socket.frames, transport.bufferedBytes()], [['first', '1234', 'ü', '12'], 0]);
  assert.deepEqual(calls.at(-1)?.[0], 'drained');
});

test('a close by the server is reported before it returns, with its code; after it nothing is sent', async () => {
  const { socket, calls, transports } = setUp();
  await settled();
  transports[0]?.ping();
  transports[0]?.close(4408, 'idle');

  socket.send('too late');
  socket.ping();
  socket.read();
  socket.drop();

  assert.deepEqual([socket.closed, socket.isOpen, socket.pings], [{ code: 4408, reason: 'idle' }, false, 1]);
  assert.deepEqual(
    calls.slice(2).map(([name]) => name),
    ['onClosed', 'connection.closed', 'closed'],
  );
});

test('a client that goes without a word is a close without a frame; during its upgrade it is an abandoned one', async () => {
  const { socket, calls } = setUp();
  await settled();
  socket.drop();
  assert.deepEqual([socket.closed?.code, calls.at(-1)?.[0]], [1006, 'closed']);

  const early = setUp();
  early.socket.drop();
  await settled();
  assert.deepEqual([early.socket.isOpen, early.calls], [false, [['abandoned']]]);
});
