import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ClientConnection, type Seat } from '../../../src/server/sockets/client-connection.ts';
import { Connections } from '../../../src/server/sockets/connections.ts';
import { KNOWN_MS, KnownListeners } from '../../../src/server/sockets/known-listeners.ts';
import { CountingMetrics } from '../../support/actors/counting-metrics.ts';
import { FakeClock } from '../../support/actors/fake-clock.ts';

function setUp(maxKnown?: number) {
  const clock = new FakeClock();
  const metrics = new CountingMetrics();
  const connections = new Connections();
  const known = new KnownListeners({ clock, metrics, connections, ...(maxKnown === undefined ? {} : { maxKnown }) });
  const connect = (connectionId: string, role: 'speaker' | 'listener' | 'none', sessionId = 'a-b-001') => {
    const connection = new ClientConnection(
      {
        ...{ connectionId, userId: undefined, sourceIp: '', userAgent: '', connectedAt: clock.now() },
        ...{ wantsAcknowledgements: true, wantsTranscripts: false },
      },
      () => assert.fail('it is not opened here'),
    );
    // Of its seat only the session's name is asked for.
    connection.seat = role === 'none' ? { role } : ({ role, sessionId } as Seat);
    if (role === 'listener') connection.targetLanguage = 'es';
    connections.add(connection);
    return connection;
  };
  const close = (connection: ClientConnection) => {
    connections.remove(connection.connectionId);
    known.closed(connection);
  };
  return { clock, metrics, known, connect, close };
}

test('a listener is known while its socket is open, with its language of now, and for two minutes after', async () => {
  const { clock, known, connect, close } = setUp();
  const connection = connect('c1', 'listener');
  assert.equal(known.find('c1', 'a-b-001')?.targetLanguage, 'es');
  connection.targetLanguage = 'ca';
  close(connection);

  await clock.advance(KNOWN_MS - 1);
  assert.equal(known.find('c1', 'a-b-001')?.targetLanguage, 'ca');
  await clock.advance(1);
  assert.equal(known.find('c1', 'a-b-001'), undefined);
  assert.equal(known.size, 0);
});

test('a stranger’s name, a name of another session, and a speaker’s are known to nobody', () => {
  const { known, connect, close } = setUp();
  const sockets = [connect('c1', 'listener'), connect('c2', 'speaker'), connect('c3', 'none')];
  const isKnown = () => ['c1', 'c2', 'c3', 'c4', ''].map((id) => known.find(id, 'a-b-001') !== undefined);
  assert.deepEqual(isKnown(), [true, false, false, false, false]);
  assert.equal(known.find('c1', 'a-b-002'), undefined);
  for (const socket of sockets) close(socket);

  assert.deepEqual(isKnown(), [true, false, false, false, false]);
  assert.equal(known.find('c1', 'a-b-002'), undefined);
  assert.equal(known.size, 1);
});

test('at the bound the one that closed first is forgotten, and counted', () => {
  const { metrics, known, connect, close } = setUp(2);
  for (const id of ['c1', 'c2', 'c3']) close(connect(id, 'listener'));

  assert.deepEqual([known.find('c1', 'a-b-001'), known.size], [undefined, 2]);
  assert.ok(known.find('c2', 'a-b-001') && known.find('c3', 'a-b-001'));
  assert.equal(metrics.total('KnownListenersForgotten'), 1);
});

test('one listener’s free returns are bounded, over any number of sockets and names', async () => {
  const { clock, known, connect, close } = setUp();
  close(connect('c0', 'listener'));
  let free = 0;
  for (let n = 0; n < 50; n += 1) {
    const listener = known.find(`c${n}`, 'a-b-001');
    assert.ok(listener);
    // Asked and refused for something else (503): that takes none.
    for (let asked = 0; asked < 3; asked += 1) known.isFree(listener);
    if (known.takeFree(listener)) free += 1;
    const next = connect(`c${n + 1}`, 'listener');
    next.lineage = listener.lineage;
    if (n % 2 === 0) close(next);
  }

  assert.equal(free, 20);
  await clock.advance(60_000);
  const listener = known.find('c50', 'a-b-001');
  assert.ok(listener && known.isFree(listener), 'a minute later there are more');
});
