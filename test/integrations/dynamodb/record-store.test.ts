import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { classifyAwsError } from '../../../src/integrations/dynamodb/aws-failure.ts';
import { createRecordStore } from '../../../src/integrations/dynamodb/record-store.ts';
import { TABLES } from '../../support/test-store.ts';
import { connection, LOCAL, session, startStore } from './store-fixture.ts';

const KEY = { sessionId: 'golden-eagle-427' };

test('a session comes back as it was created, and one never created not at all', async (t) => {
  const { store } = await startStore(t);
  const { speakerConnectionId: _, ...speakerless } = session({ sessionId: 'calm-otter-100' });

  assert.equal(await store.createSession(session()), true);
  assert.equal(await store.createSession(speakerless), true);

  assert.deepEqual(await store.getSession('golden-eagle-427'), session());
  assert.deepEqual(await store.getSession('calm-otter-100'), speakerless);
  assert.equal(await store.getSession('nobody-here-000'), undefined);
});

test('the mode of segments that was asked for stays in the row; one of a newer version is read as none, and kept', async (t) => {
  const { store, row, putRow } = await startStore(t);
  await store.createSession(session({ segments: 'sentence' }));
  await store.putSession(session({ segments: 'sentence', version: 2 }));
  assert.deepEqual(await store.getSession('golden-eagle-427'), session({ segments: 'sentence', version: 2 }));

  await putRow(TABLES.sessionsTable, { ...(await row(TABLES.sessionsTable, KEY)), segments: 'syllable' });
  assert.deepEqual(await store.getSession('golden-eagle-427'), session({ version: 2 }));
  await store.putSession(session({ version: 3 }));
  assert.equal((await row(TABLES.sessionsTable, KEY))?.segments, 'syllable');
});

test('of many who create the same session at once, exactly one does, and its row stands', async (t) => {
  const { store } = await startStore(t);
  const users = Array.from({ length: 20 }, (_, n) => `user-${n}`);

  const results = await Promise.all(users.map((speakerUserId) => store.createSession(session({ speakerUserId }))));

  const winners = users.filter((_, n) => results[n]);
  assert.equal(winners.length, 1);
  assert.equal((await store.getSession('golden-eagle-427'))?.speakerUserId, winners[0]);
});

test('a volume that is next to nothing, less than the table has numbers for, is written as 0', async (t) => {
  const { store } = await startStore(t);
  const at = (volume: number) => ({ ...session().broadcastState, volume });
  await store.createSession(session({ version: 1 }));

  for (const [version, volume, written] of [
    [2, Number.MIN_VALUE, 0],
    [3, 1e-131, 0],
    [4, 1e-6, 1e-6],
    [5, 0.1 + 0.2, 0.1 + 0.2],
  ] as const) {
    assert.equal(await store.putSession(session({ version, broadcastState: at(volume) })), true);
    assert.equal((await store.getSession('golden-eagle-427'))?.broadcastState.volume, written);
  }
});

test('a write with a higher version is taken; the same, a lower one, or one of no row is refused', async (t) => {
  const { store } = await startStore(t);

  const absent = await store.putSession(session({ version: 5 }));
  await store.createSession(session({ version: 1 }));
  const newer = await store.putSession(session({ version: 3, listenerCount: 7 }));
  const older = await store.putSession(session({ version: 2, listenerCount: 8 }));
  const same = await store.putSession(session({ version: 3, listenerCount: 9 }));

  assert.deepEqual([absent, newer, older, same], [false, true, false, false]);
  assert.deepEqual(await store.getSession('golden-eagle-427'), session({ version: 3, listenerCount: 7 }));
});

test('writes that race leave the newest version, whatever their order', async (t) => {
  const { store } = await startStore(t);
  await store.createSession(session({ version: 0 }));
  const versions = [7, 2, 9, 1, 8, 3, 6, 4, 5];

  await Promise.all(versions.map((version) => store.putSession(session({ version, listenerCount: version }))));

  const stored = await store.getSession('golden-eagle-427');
  assert.deepEqual([stored?.version, stored?.listenerCount], [9, 9]);
});

test('a speaker who left is taken off the row', async (t) => {
  const { store, row } = await startStore(t);
  await store.createSession(session());
  const { speakerConnectionId: _, ...speakerless } = session({ version: 2 });

  await store.putSession(speakerless);

  assert.deepEqual(await store.getSession('golden-eagle-427'), speakerless);
  assert.equal('speakerConnectionId' in ((await row('Sessions', KEY)) ?? {}), false);
});

test('attributes another system put into a row outlive our writes', async (t) => {
  const { store, row, putRow } = await startStore(t);
  const { version: _, ...unversioned } = session();
  await putRow('Sessions', { ...unversioned, owner: 'old-system', tags: new Set(['a']) });
  await putRow('Connections', { ...connection(), ipHash: 'abc', targetLanguage: 'fr' });

  assert.equal(await store.putSession(session({ version: 1, listenerCount: 5 })), true);
  await store.putConnection(connection({ targetLanguage: 'ca' }));

  const stored = await row('Sessions', KEY);
  assert.deepEqual(stored, { ...session({ version: 1, listenerCount: 5 }), owner: 'old-system', tags: new Set(['a']) });
  assert.deepEqual(await row('Connections', { connectionId: 'c-2' }), {
    ...connection({ targetLanguage: 'ca' }),
    ipHash: 'abc',
  });
});

test('a row of the system before this one is read, with what it lacks filled in', async (t) => {
  const { store, putRow } = await startStore(t);
  const row = {
    sessionId: 'golden-eagle-427',
    isActive: true,
    speakerUserId: 'ada',
    speakerConnectionId: null,
    sourceLanguage: 'en',
    createdAt: 1_700_000_000_000,
    expiresAt: 1_700_043_200,
  };
  await putRow('Sessions', row);

  const { speakerConnectionId: _, ...expected } = session({ updatedAt: row.createdAt, listenerCount: 0, version: 0 });
  const broadcastState = { ...expected.broadcastState, volume: 1 };
  assert.deepEqual(await store.getSession('golden-eagle-427'), { ...expected, broadcastState });
});

test('a session row that cannot be read is an error that names the member', async (t) => {
  const { store, putRow } = await startStore(t);
  await putRow('Sessions', { ...session(), sourceLanguage: 5 });

  await assert.rejects(store.getSession('golden-eagle-427'), (error: Error) => {
    assert.equal(error.message, 'a session row is malformed: /sourceLanguage must be string');
    assert.equal(classifyAwsError(error).failure, 'malformed');
    return true;
  });
});

test("a session's listeners are listed to the last page, without its speaker and without other sessions'", async (t) => {
  const { store } = await startStore(t, { pageRows: 2 });
  const listeners = ['es', 'es', 'ca', 'gl', 'es', 'eo', 'ca'].map((targetLanguage, n) =>
    connection({ connectionId: `l-${n}`, targetLanguage }),
  );
  const { targetLanguage: _, ...speaker } = connection({ connectionId: 'speaker', role: 'speaker' });
  const other = connection({ connectionId: 'other', sessionId: 'calm-otter-100' });

  await Promise.all([...listeners, speaker, other].map((record) => store.putConnection(record)));
  const listed = await store.listConnections('golden-eagle-427');

  const byId = (a: { connectionId: string }, b: { connectionId: string }) =>
    a.connectionId.localeCompare(b.connectionId);
  assert.deepEqual(listed.sort(byId), listeners);
  assert.deepEqual(await store.listConnections('nobody-here-000'), []);
});

test('a connection changes language, stops having one, and goes', async (t) => {
  const { store, row } = await startStore(t);
  const { targetLanguage: _, ...without } = connection();

  await store.putConnection(connection());
  await store.putConnection(connection({ targetLanguage: 'gl' }));
  const [moved] = await store.listConnections('golden-eagle-427');
  await store.putConnection(without);
  const gone = await store.listConnections('golden-eagle-427');
  const stored = await row('Connections', { connectionId: 'c-2' });
  await store.deleteConnection('c-2');
  await store.deleteConnection('c-2');

  assert.equal(moved?.targetLanguage, 'gl');
  assert.deepEqual(gone, []);
  assert.deepEqual(stored, without);
  assert.equal(await row('Connections', { connectionId: 'c-2' }), undefined);
});

test('one listener row that cannot be read is told of and hides no other', async (t) => {
  const told: string[] = [];
  const { store, putRow } = await startStore(t, { onMalformedRow: ({ message }) => told.push(message) });
  const { ttl: _, lastActivityTime: __, ...old } = connection({ connectionId: 'old' });
  await putRow('Connections', { ...connection({ connectionId: 'bad' }), role: 'ghost' });
  await putRow('Connections', old);

  const listed = await store.listConnections('golden-eagle-427');

  assert.deepEqual(listed, [{ ...old, lastActivityTime: old.connectedAt, ttl: Number.MAX_SAFE_INTEGER }]);
  assert.equal(told.length, 1);
  assert.match(told[0] ?? '', /^a connection row is malformed: \/role /);
});

test('ping resolves with the tables there and rejects with one of them absent', async (t) => {
  const { store, endpoint } = await startStore(t);
  const connectionsTable = 'Elsewhere';
  const lost = createRecordStore({ endpoint, ...LOCAL, ...TABLES, connectionsTable });
  t.after(() => lost.close());

  await store.ping();

  await assert.rejects(lost.ping(), (error) => classifyAwsError(error).failure === 'notFound');
});

test('calls are given up when the store is told to, and when nobody answers', async (t) => {
  const silent = createServer(() => {});
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  t.after(() => silent.closeAllConnections());
  t.after(() => silent.close());
  const endpoint = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  const lifetime = new AbortController();
  const options = { endpoint, ...LOCAL, ...TABLES };
  const aborted = createRecordStore({ ...options, signal: lifetime.signal });
  const impatient = createRecordStore({ ...options, requestTimeoutMs: 50 });
  t.after(() => [aborted, impatient].forEach((store) => void store.close()));

  const asked = once(silent, 'request');
  const call = aborted.getSession('golden-eagle-427');
  await asked;
  lifetime.abort();

  await assert.rejects(call, (error) => classifyAwsError(error).failure === 'aborted');
  await assert.rejects(impatient.getSession('x'), (error) => classifyAwsError(error).failure === 'timeout');
});

test('an endpoint that is not there is a network failure, worth trying again', async (t) => {
  const store = createRecordStore({ endpoint: 'http://127.0.0.1:1', ...LOCAL, ...TABLES });
  t.after(() => store.close());

  await assert.rejects(store.ping(), (error) => {
    const { failure, retryable, verdict } = classifyAwsError(error);
    assert.deepEqual([failure, retryable, verdict], ['network', true, 'failed']);
    return true;
  });
});

/** Passes calls on to `endpoint`, but cuts the connection instead of handing on the first answer to a write. */
async function startLossyProxy(t: TestContext, endpoint: string): Promise<string> {
  let isLost = false;
  const proxy = createServer((incoming, response) => {
    const isWrite = /PutItem|UpdateItem/.test(String(incoming.headers['x-amz-target']));
    const forwarded = request(endpoint, { method: 'POST', headers: incoming.headers }, (answer: IncomingMessage) => {
      if (isWrite && !isLost) {
        isLost = true;
        answer.resume().once('end', () => incoming.socket.destroy());
        return;
      }
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    incoming.pipe(forwarded);
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  t.after(() => proxy.closeAllConnections());
  t.after(() => proxy.close());
  return `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
}

test('a write whose answer was lost counts as done when it is made again, and nobody else’s does', async (t) => {
  const { store, endpoint } = await startStore(t);
  const behind = async () => {
    const lossy = createRecordStore({ endpoint: await startLossyProxy(t, endpoint), ...LOCAL, ...TABLES });
    t.after(() => lossy.close());
    return lossy;
  };
  const twice = async (write: () => Promise<boolean>) => {
    // Once each: the client itself tries no more than that.
    await assert.rejects(write(), (error) => classifyAwsError(error).failure === 'network');
    return write();
  };
  const [creating, putting] = [await behind(), await behind()];

  const [first, second] = [session(), session({ version: 2, listenerCount: 4 })];
  const created = await twice(() => creating.createSession(first));
  const put = await twice(() => putting.putSession(second));
  const taken = await store.createSession(session({ speakerUserId: 'eve' }));
  // Alike to the last member: two servers may well write the same at the same moment, and only one has written it.
  const stale = await store.putSession({ ...second });

  assert.deepEqual([created, put, taken, stale], [true, true, false, false]);
  assert.equal((await store.getSession('golden-eagle-427'))?.listenerCount, 4);
});
