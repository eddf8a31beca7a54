import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClientConnection } from '../../../src/server/sockets/client-connection.ts';
import { SocketEvents } from '../../../src/server/sockets/socket-events.ts';
import type { SocketHandlers, UpgradeRequest, UpgradeVerdict } from '../../../src/server/sockets/socket-server.ts';
import type { Transport } from '../../../src/server/sockets/transport.ts';
import { settled } from '../../support/actors/fake-clock.ts';

const HEAD = { query: '', headers: new Map<string, string>(), remoteAddress: '192.0.2.1' };
const TRANSPORT = {} as Transport;

/** Handlers that note what they are called with, in order. @param breaks The one that throws. */
function setUp(breaks?: string) {
  const calls: unknown[][] = [];
  const note = (name: string, ...given: unknown[]) => {
    calls.push([name, ...given]);
    if (name === breaks) throw new Error('a bug');
  };
  const connection = {
    opened: () => note('connection.opened'),
    closed: () => note('connection.closed'),
  } as unknown as ClientConnection;
  const accepted: UpgradeVerdict = {
    ...{ ok: true, connection, protocol: 'bearer' },
    onOpen: () => note('onOpen'),
    onAbandoned: () => note('onAbandoned'),
  };
  let verdict: UpgradeVerdict = accepted;
  const handlers: SocketHandlers = {
    upgrade: async (request) => {
      note('upgrade', request);
      return verdict;
    },
    text: (_, text, size) => note('text', text, size),
    binary: (_, pcm) => note('binary', pcm),
    alive: () => note('alive'),
    drained: () => note('drained'),
    closed: () => note('closed'),
    failed: (_, error) => note('failed', error instanceof Error && error.message),
  };
  const completion = (isAborted = false) => ({
    isAborted: () => isAborted,
    accept: () => note('accept'),
    refuse: () => note('refuse'),
  });
  const refuse = () => {
    verdict = { ok: false, answer: { status: 403 } };
  };
  return { calls, connection, accepted, events: new SocketEvents(handlers), completion, refuse };
}

const namesOf = (calls: unknown[][]) => calls.map(([name]) => name);

test('an upgrade is decided by what its query and headers say', async () => {
  const { calls, events, completion } = setUp();
  const headers = new Map([
    ['authorization', 'Bearer h'],
    ['sec-websocket-protocol', 'bearer, p'],
    ['user-agent', 'a browser'],
    ['origin', 'https://talks.example'],
    ['host', 'rostrum.example'],
  ]);

  events.upgrade({ query: 'a=1&b=%20', headers, remoteAddress: '192.0.2.1' }, completion());
  await settled();

  const { query, ...request } = calls.flat()[1] as UpgradeRequest;
  assert.deepEqual(
    [...query],
    [
      ['a', '1'],
      ['b', ' '],
    ],
  );
  assert.deepEqual(request, {
    ...{ authorization: 'Bearer h', protocols: 'bearer, p', userAgent: 'a browser' },
    ...{ origin: 'https://talks.example', host: 'rostrum.example', remoteAddress: '192.0.2.1', headers },
  });
});

test('an upgrade is carried out as it was decided, and not at all for a client that has gone meanwhile', async () => {
  const { calls, events, completion, refuse } = setUp();

  events.upgrade(HEAD, completion());
  await settled();
  events.upgrade(HEAD, completion(true));
  await settled();
  refuse();
  events.upgrade(HEAD, completion());
  await settled();
  events.upgrade(HEAD, completion(true));
  await settled();

  assert.deepEqual(namesOf(calls), ['upgrade', 'accept', 'upgrade', 'onAbandoned', 'upgrade', 'refuse', 'upgrade']);
});

test('the connection knows its transport before it takes its seat, and that it is closed before its session is told', () => {
  const { calls, accepted, connection, events } = setUp();
  assert.ok(accepted.ok);

  events.opened(accepted, TRANSPORT);
  events.closed(connection);

  assert.deepEqual(namesOf(calls), ['connection.opened', 'onOpen', 'connection.closed', 'closed']);
});

test('audio is passed on in the transport’s memory; text has its size in bytes', () => {
  const { calls, connection, events } = setUp();
  const memory = new Uint8Array([1, 2, 3]);

  events.message(connection, memory.buffer, true);
  events.message(connection, new Uint8Array(Buffer.from('olé')).buffer, false);

  assert.equal((calls.flat()[1] as Uint8Array).buffer, memory.buffer);
  assert.deepEqual(calls[1], ['text', 'olé', 4]);
});

test('whatever a handler throws is reported for its connection, and never reaches the transport', () => {
  const bytes = new ArrayBuffer(2);
  const ways: [string, (bench: ReturnType<typeof setUp>) => void][] = [
    ['onOpen', ({ accepted, events }) => accepted.ok && events.opened(accepted, TRANSPORT)],
    ['text', ({ connection, events }) => events.message(connection, bytes, false)],
    ['binary', ({ connection, events }) => events.message(connection, bytes, true)],
    ['alive', ({ connection, events }) => events.alive(connection)],
    ['drained', ({ connection, events }) => events.drained(connection)],
    ['closed', ({ connection, events }) => events.closed(connection)],
  ];
  for (const [breaks, happens] of ways) {
    const bench = setUp(breaks);

    happens(bench);

    assert.deepEqual(
      bench.calls.slice(-2).map(([name, first]) => (name === 'failed' ? first : name)),
      [breaks, 'a bug'],
    );
  }
});
