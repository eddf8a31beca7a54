import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bearer, ELSEWHERE, HttpBench } from '../../support/server/http-bench.ts';
import { tokenOf } from '../../support/server/server-bench.ts';

const ADA = bearer(tokenOf('ada'));
const EVE = bearer(tokenOf('eve'));
const ENDED = { status: 'ended' };

type ErrorBody = { code: string; details: Record<string, unknown> };

function create(bench: HttpBench, body: string | Record<string, unknown>, headers: Record<string, string> = ADA) {
  return bench.ask({ method: 'POST', path: '/sessions', headers, body });
}

/** @returns the id of a session of Ada's, made over HTTP. */
async function made(bench: HttpBench): Promise<string> {
  return String((await create(bench, { sourceLanguage: 'en' })).json().sessionId);
}

test('a user with a token creates a session, and is told all of it', async () => {
  const bench = new HttpBench();
  const { clock } = bench.server.actors;

  const answer = await create(bench, { sourceLanguage: 'es', qualityTier: 'premium', more: 'ignored' });

  const { sessionId, ...rest } = answer.json();
  assert.equal(answer.status, 201);
  assert.match(String(sessionId), /^[a-z]+-[a-z]+-\d{3}$/);
  assert.deepEqual(rest, {
    ...{ speakerId: 'ada', sourceLanguage: 'es', qualityTier: 'premium', status: 'active', listenerCount: 0 },
    ...{ createdAt: clock.unixNow(), updatedAt: clock.unixNow(), expiresAt: clock.unixNow() / 1_000 + 7_200 },
  });
  assert.equal((await create(bench, { sourceLanguage: 'en' }, EVE)).json().qualityTier, 'standard');
});

test('a session may be created with a mode of segments, which no answer repeats', async () => {
  const bench = new HttpBench();

  const answer = await create(bench, { sourceLanguage: 'en', segments: 'result' });

  const { sessionId } = answer.json();
  assert.deepEqual([answer.status, Object.hasOwn(answer.json(), 'segments')], [201, false]);
  const session = bench.server.sessions.host.held(String(sessionId));
  assert.deepEqual([session?.info.segments, session?.info.askedSegments], ['result', 'result']);
  assert.equal(bench.server.actors.store.sessions.get(String(sessionId))?.segments, 'result');
});

test('a session that cannot be created is refused by the first thing that is wrong', async () => {
  const bench = new HttpBench();
  for (const [body, code, details] of [
    ['', 'INVALID_MESSAGE', {}],
    ['{"sourceLanguage":', 'INVALID_MESSAGE', {}],
    ['["en"]', 'INVALID_MESSAGE', {}],
    ['null', 'INVALID_MESSAGE', {}],
    ['{}', 'MISSING_PARAMETER', { parameter: 'sourceLanguage' }],
    ['{"sourceLanguage":null}', 'INVALID_PARAMETER', { parameter: 'sourceLanguage' }],
    ['{"sourceLanguage":"en","qualityTier":"gold"}', 'INVALID_PARAMETER', { parameter: 'qualityTier' }],
    ['{"sourceLanguage":"en","segments":"word"}', 'INVALID_PARAMETER', { parameter: 'segments' }],
    ['{"sourceLanguage":"en","segments":null}', 'INVALID_PARAMETER', { parameter: 'segments' }],
    ['{"sourceLanguage":"xx"}', 'UNSUPPORTED_LANGUAGE', { supported: ['en', 'es'] }],
  ] as const) {
    const answer = await create(bench, body);
    const said = answer.json<ErrorBody>();
    assert.deepEqual([answer.status, said.code, said.details], [400, code, details], body);
  }
  assert.equal((await create(bench, '', {})).json().code, 'INVALID_TOKEN', 'the token comes before the body');
});

test('a user whose session has its speaker gets no second one, and is told which the first is', async () => {
  const bench = new HttpBench();
  const { sessionId } = await bench.server.speaker('ada');

  const answer = await create(bench, { sourceLanguage: 'en' });

  const { code, details } = answer.json<ErrorBody>();
  assert.deepEqual([answer.status, code, details], [409, 'SESSION_EXISTS', { sessionId }]);
});

test('anybody reads a session, and is not told whose it is', async () => {
  const bench = new HttpBench();
  const { sessionId } = await bench.server.speaker('ada');
  await bench.server.listener(sessionId);

  for (const id of [sessionId, sessionId.replace('-', '%2D')]) {
    const answer = await bench.ask({ path: `/sessions/${id}`, address: ELSEWHERE });
    const { speakerId, status, listenerCount, sessionId: read } = answer.json();
    assert.deepEqual([answer.status, read, status, listenerCount], [200, sessionId, 'active', 1]);
    assert.equal(speakerId, undefined);
  }
});

test('a session whose server has gone is read from its row', async () => {
  const bench = new HttpBench();
  const sessionId = await made(bench);
  await bench.server.advance(1_000);
  const { sessions } = bench.server.actors.store;
  const row = sessions.get(sessionId);
  assert.ok(row);
  const waiting = 'waiting-otter-001';
  sessions.set(waiting, { ...row, sessionId: waiting, listenerCount: 3 });

  const answer = await bench.ask({ path: `/sessions/${waiting}` });

  const { speakerId, ...rest } = answer.json();
  assert.equal(speakerId, undefined);
  const { sourceLanguage, qualityTier, createdAt, updatedAt, expiresAt } = row;
  assert.deepEqual(rest, {
    ...{ sessionId: waiting, sourceLanguage, qualityTier, status: 'active', listenerCount: 3 },
    ...{ createdAt, updatedAt, expiresAt },
  });
});

test('an id that is none is refused before the token is looked at, and a session that is not there after it', async () => {
  const bench = new HttpBench();
  for (const method of ['GET', 'PATCH', 'DELETE']) {
    for (const id of ['golden', 'Golden-Eagle-427', 'golden-eagle-42', '%E9', 'golden-eagle-427%00', '@connections']) {
      const answer = await bench.ask({ method, path: `/sessions/${id}` });
      const { code, details } = answer.json<ErrorBody>();
      assert.deepEqual([answer.status, code, details], [400, 'INVALID_SESSION_ID', { parameter: 'sessionId' }], id);
    }
    const gone = await bench.ask({ method, path: '/sessions/golden-eagle-427', headers: ADA, body: ENDED });
    const { code, details } = gone.json<ErrorBody>();
    assert.deepEqual([gone.status, code, details], [404, 'SESSION_NOT_FOUND', { reason: 'unknown' }]);
  }
});

test('the owner ends a session by DELETE or by PATCH; a second time it is over', async () => {
  for (const [method, status] of [
    ['DELETE', 204],
    ['PATCH', 200],
  ] as const) {
    const bench = new HttpBench();
    const sessionId = await made(bench);
    const { listener } = await bench.server.listener(sessionId);
    const end = { method, path: `/sessions/${sessionId}`, headers: ADA, body: ENDED };

    const answer = await bench.ask(end);

    assert.equal(answer.status, status);
    if (method === 'DELETE') assert.deepEqual([answer.text, answer.headers['content-length']], ['', undefined]);
    else {
      const { sessionId: id, status: said, speakerId, listenerCount } = answer.json();
      assert.deepEqual([id, said, speakerId, listenerCount], [sessionId, 'ended', 'ada', 1]);
    }
    await bench.server.advance(10_000);
    assert.equal(listener.last('sessionEnded').reason, 'ended');
    const again = (await bench.ask(end)).json<ErrorBody>();
    assert.deepEqual([again.code, again.details], ['SESSION_NOT_FOUND', { reason: 'ended' }]);
  }
});

test('nobody ends somebody else’s session', async () => {
  const bench = new HttpBench();
  const sessionId = await made(bench);

  for (const method of ['DELETE', 'PATCH']) {
    const answer = await bench.ask({ method, path: `/sessions/${sessionId}`, headers: EVE, body: ENDED });
    const { code, details } = answer.json<ErrorBody>();
    assert.deepEqual([answer.status, code, details], [403, 'FORBIDDEN', {}]);
  }
  assert.ok(bench.server.session(sessionId).isLive);
});

test('a PATCH says that the session has ended, or is refused before the session is looked for', async () => {
  const bench = new HttpBench();
  const sessionId = await made(bench);
  for (const [body, code] of [
    ['', 'INVALID_MESSAGE'],
    ['"ended"', 'INVALID_MESSAGE'],
    ['{}', 'MISSING_PARAMETER'],
    ['{"status":"active"}', 'INVALID_PARAMETER'],
    ['{"status":null}', 'INVALID_PARAMETER'],
  ] as const) {
    for (const id of [sessionId, 'golden-eagle-427']) {
      assert.equal(await bench.codeOf({ method: 'PATCH', path: `/sessions/${id}`, headers: ADA, body }), code, body);
    }
  }
});

test('an address that asks for too many sessions that are not there is told nothing more, with a token neither', async () => {
  const bench = new HttpBench({ UNKNOWN_SESSIONS_PER_MINUTE: '2', TRUSTED_PROXIES: '127.0.0.1' });
  const { sessionId } = await bench.server.speaker('ada');
  const from = (client: string) => ({ 'x-forwarded-for': client });
  const read = (id: string, client = '203.0.113.9') => bench.codeOf({ path: `/sessions/${id}`, headers: from(client) });

  for (const id of ['golden-eagle-001', 'golden-eagle-002']) assert.equal(await read(id), 'SESSION_NOT_FOUND');
  assert.equal(await read(sessionId), 'RATE_LIMIT_EXCEEDED');
  assert.equal(await read(sessionId, '203.0.113.10'), 200);
  const remove = (headers: Record<string, string>) =>
    bench.codeOf({ method: 'DELETE', path: `/sessions/${sessionId}`, headers: { ...from('203.0.113.9'), ...headers } });
  assert.equal(await remove(EVE), 'RATE_LIMIT_EXCEEDED');
  assert.equal(await remove(ADA), 204, 'its owner is still let to it');
});

test('while the table is away a session that is not live here cannot be said to be gone', async () => {
  const bench = new HttpBench();
  bench.server.actors.store.fails = () => true;

  assert.equal((await bench.ask({ path: '/sessions/golden-eagle-427' })).status, 503);
  assert.equal((await create(bench, { sourceLanguage: 'en' })).status, 503);
});
