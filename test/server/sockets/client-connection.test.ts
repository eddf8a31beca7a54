import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConnectionLifecycle } from '../../../src/actors/connections/connection-lifecycle.ts';
import type { ConnectionRateLimiter } from '../../../src/actors/connections/connection-rate-limiter.ts';
import { ClientConnection, type Seat } from '../../../src/server/sockets/client-connection.ts';
import { RecordingLog } from '../../support/actors/recording-log.ts';

/** A connection over a transport that notes what it is told. */
function setUp() {
  const calls: unknown[][] = [];
  const takes = { all: true };
  const actors = {
    lifecycle: {
      ...{ isReplaced: true, quietForMs: 1_500 },
      replaced: () => calls.push(['replaced']),
      stop: () => calls.push(['lifecycle.stop']),
    } as unknown as ConnectionLifecycle,
    rateLimiter: { stop: () => calls.push(['rateLimiter.stop']) } as unknown as ConnectionRateLimiter,
  };
  const connection: ClientConnection = new ClientConnection(
    {
      ...{ connectionId: 'c1', userId: 'ada', sourceIp: '192.0.2.1', userAgent: '', connectedAt: 1 },
      ...{ wantsAcknowledgements: true, wantsTranscripts: false },
    },
    (opened) => {
      calls.push(['start', opened === connection && opened.isOpen]);
      return actors;
    },
  );
  const transport = {
    send: (data: string | Uint8Array, isBinary: boolean) => {
      calls.push(['send', data, isBinary]);
      return takes.all;
    },
    ping: () => void calls.push(['ping']),
    subscribe: (topic: string) => void calls.push(['subscribe', topic]),
    // As the real one, it reports the close before it returns.
    close: (code: number, reason: string) => {
      calls.push(['close', code, reason]);
      connection.send('too late');
      connection.closed();
    },
    bufferedBytes: () => 42,
  };
  return { calls, takes, connection, transport };
}

test('its actors start when it opens, and stop when it closes', () => {
  const { calls, connection, transport } = setUp();
  assert.deepEqual([connection.isOpen, connection.lifecycle, connection.rateLimiter], [false, undefined, undefined]);

  connection.opened(transport);
  assert.ok(connection.lifecycle && connection.rateLimiter);
  connection.closed();

  assert.deepEqual(calls, [['start', true], ['lifecycle.stop'], ['rateLimiter.stop']]);
  assert.deepEqual([connection.isOpen, connection.lifecycle, connection.rateLimiter], [false, undefined, undefined]);
});

test('every call is harmless before it opens and after it has closed', () => {
  const { calls, connection, transport } = setUp();
  const useIt = () => {
    connection.send('a');
    connection.deliver(new Uint8Array(2), true);
    connection.ping();
    connection.subscribe('t');
    connection.retire();
    connection.close('idle');
    assert.deepEqual([connection.backlogBytes, connection.isReplaced, connection.quietForMs], [0, false, 0]);
  };

  useIt();
  assert.deepEqual(calls, []);
  connection.opened(transport);
  connection.closed();
  calls.length = 0;
  useIt();

  assert.deepEqual(calls, []);
});

test('while it is open it hands on to its transport and its charts', () => {
  const { calls, connection, transport } = setUp();
  connection.opened(transport);
  calls.length = 0;

  connection.send('a');
  connection.ping();
  connection.subscribe('t');
  connection.retire();

  assert.deepEqual(calls, [['send', 'a', false], ['ping'], ['subscribe', 't'], ['replaced']]);
  assert.deepEqual([connection.backlogBytes, connection.isReplaced, connection.quietForMs], [42, true, 1_500]);
});

test('it is closed once, with the code of its reason, and nothing is sent while it closes', () => {
  const { calls, connection, transport } = setUp();
  connection.opened(transport);
  calls.length = 0;

  connection.close('idle');
  connection.close('rate');

  assert.deepEqual(calls, [['close', 4408, 'idle'], ['lifecycle.stop'], ['rateLimiter.stop']]);
});

test('a client that does not read what it is sent is closed as a slow consumer', () => {
  const { calls, takes, connection, transport } = setUp();
  connection.opened(transport);
  takes.all = false;
  calls.length = 0;

  connection.deliver(new Uint8Array(2), true);

  assert.deepEqual(calls.slice(0, 2), [
    ['send', new Uint8Array(2), true],
    ['close', 4413, 'slowConsumer'],
  ]);
});

test('messages that wait are forgotten when it closes', async () => {
  const { connection, transport } = setUp();
  connection.opened(transport);
  const failed = () => assert.fail('it ran');
  connection.inbound.add(1, () => new Promise<void>((resolve) => setImmediate(resolve)), failed);
  connection.inbound.add(1, failed, failed);

  connection.close('idle');

  assert.equal(connection.inbound.length, 0);
  await new Promise((resolve) => setImmediate(resolve));
});

test('what is logged of it is logged under its session, once it has a seat', () => {
  const log = new RecordingLog();
  const { connection } = setUp();

  connection.logUnder(log).info('a', 'without a seat');
  connection.seat = { role: 'listener', sessionId: 'a-b-001' } as Seat;
  connection.logUnder(log).info('a', 'with a seat');

  assert.deepEqual(
    log.lines.map(({ sessionId }) => sessionId),
    [undefined, 'a-b-001'],
  );
});
