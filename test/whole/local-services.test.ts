import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { stampBlock } from '../../emulators/transcribe/stamp.ts';
import { devToken } from '../../testkit/sockets/dev-token.ts';
import { until } from '../../testkit/until.ts';
import { ready, runServer, type ServerProcess } from '../support/server-process.ts';
import { smallDisk } from '../support/small-disk.ts';
import { TestClient } from '../support/test-client.ts';

interface Services {
  readonly pid: number;
  readonly dynamodb: string;
}

/** A server with its ready line, and what a client needs. */
async function started(server: ServerProcess) {
  const line = (await ready(server)) as Awaited<ReturnType<typeof ready>> & { readonly services: Services };
  const { port, services, url } = line;
  const tokenOf = (userId: string) => devToken(url, { userId });
  const connect = (query: Record<string, string>) =>
    new TestClient(`ws://127.0.0.1:${port}/?${new URLSearchParams(query)}`);
  const readyz = async () => {
    const response = await fetch(`${url}/readyz`);
    const { reasons = [] } = (await response.json()) as { reasons?: string[] };
    return { status: response.status, reasons: reasons.join('; ') };
  };
  const create = async (userId: string) =>
    fetch(`${url}/sessions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await tokenOf(userId)}` },
      body: JSON.stringify({ sourceLanguage: 'en' }),
    });
  return { services, url, tokenOf, connect, readyz, create };
}

async function broadcastOn({ connect, tokenOf }: Awaited<ReturnType<typeof started>>) {
  const speaker = connect({ token: await tokenOf('ada'), action: 'createSession', sourceLanguage: 'en' });
  const created = await speaker.next('sessionCreated');
  const listener = connect({ sessionId: String(created.sessionId), targetLanguage: 'es', transcripts: 'on' });
  const joined = await listener.next('sessionJoined');
  let block = 0;
  /** 100 ms of speech. */
  const say = () => {
    speaker.send(Buffer.concat([1, 2, 3, 4, 5].map((next) => stampBlock(block + next))));
    block += 5;
  };
  const covered = () =>
    listener.received
      .filter(({ type, isPartial }) => type === 'transcript' && isPartial === false)
      .flatMap(({ text }) => [...String(text).matchAll(/\bb(\d+)\b/gi)].map((match) => Number(match[1])));
  const all = () => Array.from({ length: block }, (_, i) => i + 1);
  const sessionId = String(created.sessionId);
  return {
    speaker,
    listener,
    say,
    covered,
    all,
    sessionId,
    ids: [created.connectionId, joined.connectionId].map(String),
  };
}

/** The rows of a table, keys alone, as any program of this machine may read them. */
async function keysIn({ dynamodb }: Services, table: string, key: string): Promise<string[]> {
  const response = await fetch(dynamodb, {
    method: 'POST',
    headers: {
      'x-amz-target': 'DynamoDB_20120810.Scan',
      'content-type': 'application/x-amz-json-1.0',
      authorization: 'AWS4-HMAC-SHA256 test',
    },
    body: JSON.stringify({ TableName: table }),
  }).catch(() => undefined);
  if (response === undefined) return [];
  const { Items = [] } = (await response.json()) as { Items?: Record<string, { S: string }>[] };
  return Items.map((item) => item[key]?.S ?? '').sort();
}

/** Of this process and all below it. */
function childrenOf(pid: number): number[] {
  const listed = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  const children = listed === '' ? [] : listed.split(' ').map(Number);
  return children.flatMap((child) => [child, ...childrenOf(child)]);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

test('the process with tables, Transcribe and pipeline is killed: readyz says so, nothing said is lost, all rows come back', async (t) => {
  const server = await started(runServer(t, { LOG_LEVEL: 'silent' }));
  const { services } = server;
  const { all, covered, ids, listener, say, sessionId, speaker } = await broadcastOn(server);
  await until('rows', async () =>
    (await keysIn(services, 'Connections', 'connectionId')).length === 2 ? true : undefined,
  );
  for (let i = 0; i < 10; i += 1) say();
  await until('a transcript', () => (listener.received.some(({ type }) => type === 'transcript') ? true : undefined));

  process.kill(services.pid, 'SIGKILL');

  const reasons = await until('reason', async () => {
    const answer = await server.readyz();
    return answer.status === 503 && answer.reasons.includes('signal SIGKILL') ? answer.reasons : undefined;
  });
  assert.match(reasons, /the tables, Transcribe and the pipeline cannot be used/);
  say();
  await speaker.ask({ action: 'setVolume', volumeLevel: 1 }, 'volumeChanged');
  await listener.next('volumeChanged');
  await until('readiness', async () => ((await server.readyz()).status === 200 ? true : undefined));
  const rows = await until('rows', async () => {
    const keys = await keysIn(services, 'Connections', 'connectionId');
    return keys.length === 2 ? keys : undefined;
  });
  assert.deepEqual(rows, [...ids].sort(), 'on the same port, and nobody had to do anything for it');
  assert.deepEqual(await keysIn(services, 'Sessions', 'sessionId'), [sessionId]);
  for (let i = 0; i < 5; i += 1) say();
  assert.equal((await server.create('bea')).status, 201);
  await speaker.ask({ action: 'endSession' }, 'sessionEnded');
  await listener.next('sessionEnded');
  assert.deepEqual(covered(), all());
});

test('with the disk full under the data folder broadcasts go on, new sessions are 503 and readyz says why, until there is room', async (t) => {
  const disk = smallDisk(t, 1_024);
  if (typeof disk === 'string') return t.skip(disk);
  const server = await started(runServer(t, { LOG_LEVEL: 'silent', DATA_FOLDER: join(disk.folder, 'data') }));
  const { all, covered, listener, say, speaker } = await broadcastOn(server);
  for (let i = 0; i < 5; i += 1) say();
  disk.fill();

  const refused = await until('refusal', async () => {
    const answer = await server.create('bea');
    return answer.status === 503 ? ((await answer.json()) as { code: string; details: object }) : undefined;
  });
  assert.deepEqual([refused.code, refused.details], ['SERVICE_UNAVAILABLE', { service: 'DynamoDB' }]);
  await until('reason', async () => ((await server.readyz()).reasons.includes('No space left') ? true : undefined));
  await speaker.ask({ action: 'muteBroadcast' }, 'broadcastMuted');
  await listener.next('broadcastMuted');
  await speaker.ask({ action: 'unmuteBroadcast' }, 'broadcastUnmuted');
  for (let i = 0; i < 20; i += 1) say();
  await until('a final', () => (covered().length >= 50 ? true : undefined));

  disk.free();
  await until('readiness', async () => ((await server.readyz()).status === 200 ? true : undefined));
  assert.equal((await server.create('cleo')).status, 201);
  await speaker.ask({ action: 'endSession' }, 'sessionEnded');
  await listener.next('sessionEnded');
  assert.deepEqual(covered(), all());
});

test('nothing outlives a server that was killed: neither the services’ process nor the pipeline’s below it', async (t) => {
  const server = runServer(t, { LOG_LEVEL: 'silent' });
  const { services } = await started(server);
  const pids = await until('the pipeline', () => {
    const below = childrenOf(Number(server.child.pid));
    return below.length >= 2 ? below : undefined;
  });
  assert.ok(pids.includes(services.pid));

  server.child.kill('SIGKILL');

  await until('end of them all', () => (pids.some(isAlive) ? undefined : true));
});

test('Ctrl-C, which reaches every process of the terminal, drains as SIGTERM does: what was said is still recognised', async (t) => {
  const server = runServer(t, { LOG_LEVEL: 'info' }, [], { ownGroup: true });
  const { all, covered, listener, say } = await broadcastOn(await started(server));
  for (let i = 0; i < 7; i += 1) say();
  await until('a transcript', () => (listener.received.some(({ type }) => type === 'transcript') ? true : undefined));

  const [code] = await Promise.all([server.exited, process.kill(-Number(server.child.pid), 'SIGINT')]);

  assert.equal(code, 0);
  assert.deepEqual(covered(), all());
  assert.doesNotMatch(server.stderr(), /local services ended/);
});
