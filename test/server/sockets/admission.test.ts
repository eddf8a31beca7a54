import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refusal } from '../../../src/protocol/errors.ts';
import type { Prepared } from '../../../src/server/sockets/admission.ts';
import type { Intent } from '../../../src/server/sockets/connect-request.ts';
import { ServerBench, tokenOf } from '../../support/server/server-bench.ts';

const ADDRESS = '192.0.2.1';
const CREATE: Intent = { kind: 'create', sourceLanguage: 'en', qualityTier: 'standard', segments: undefined };
const as = (userId: string | undefined) => ({ address: ADDRESS, userId });

/** What was prepared, in a word: its session's owner, or why it was refused. */
function wordOf(prepared: Prepared): string {
  if (!prepared.ok) {
    const { code, details } = prepared.refusal;
    return 'reason' in details ? `${code} ${details.reason}` : code;
  }
  return prepared.session?.info.userId ?? 'nothing';
}

function joining(sessionId: string, targetLanguage: string | undefined = 'es', isRefresh = false): Intent {
  return { kind: 'join', sessionId, targetLanguage, isRefresh, replaces: undefined };
}

test('who waits needs nothing prepared, and takes no seat', async () => {
  const bench = new ServerBench();
  const prepared = await bench.admission.prepare({ kind: 'wait' }, as(undefined));
  const client = await bench.connect();

  assert.deepEqual([wordOf(prepared), client.words, bench.connections.all()[0]?.seat.role], ['nothing', [], 'none']);
});

test('the mode of segments that a connect asks for is the session’s', async () => {
  const bench = new ServerBench();
  await bench.admission.prepare({ ...CREATE, segments: 'result' }, as('ada'));

  assert.equal(bench.sessions.host.sessionsOf('ada')[0]?.info.segments, 'result');
});

test('a session is made for somebody with a token, in a language that is recognised, where anything is', async () => {
  const bench = new ServerBench();
  const { admission } = bench;

  assert.equal(wordOf(await admission.prepare(CREATE, as(undefined))), 'INVALID_TOKEN missing');
  assert.equal(wordOf(await admission.prepare({ ...CREATE, sourceLanguage: 'fr' }, as('ada'))), 'UNSUPPORTED_LANGUAGE');
  bench.noSpeech = refusal('TRANSCRIBE_UNAVAILABLE', { service: 'Transcribe', limit: 0 });
  assert.equal(wordOf(await admission.prepare(CREATE, as('ada'))), 'TRANSCRIBE_UNAVAILABLE');
  assert.equal(bench.sessions.host.count, 0);
  bench.noSpeech = undefined;

  assert.equal(wordOf(await admission.prepare(CREATE, as('ada'))), 'ada');
});

test('while all transcription streams are in use no session is made on a socket, and none is left', async () => {
  const bench = new ServerBench({ TRANSCRIBE_MAX_STREAMS: '1' });
  await bench.speaker('ada');

  const refused = await bench.connect({ token: tokenOf('bob'), action: 'createSession', sourceLanguage: 'en' });
  await bench.advance(10_000);

  assert.equal(refused.refusal.code, 'TRANSCRIBE_UNAVAILABLE');
  assert.equal(bench.sessions.host.count, 1);
});

test('of two sessions made at the same time for the last stream one is left, and the other ends', async () => {
  const bench = new ServerBench({ TRANSCRIBE_MAX_STREAMS: '1' });
  const create = { action: 'createSession', sourceLanguage: 'en' };
  bench.actors.store.hold();
  const first = await bench.connect({ ...create, token: tokenOf('ada') });
  const second = await bench.connect({ ...create, token: tokenOf('bob') });

  bench.actors.store.release();
  await bench.advance(10_000);

  assert.deepEqual([first.words[0], second.refusal.code], ['sessionCreated', 'TRANSCRIBE_UNAVAILABLE']);
  assert.equal(bench.sessions.host.count, 1);
});

test('a session that was made over HTTP has no stream yet: its speaker waits until one is free', async () => {
  const bench = new ServerBench({ TRANSCRIBE_MAX_STREAMS: '1' });
  const made = await bench.admission.create({ sourceLanguage: 'en', qualityTier: 'standard' }, 'bob');
  assert.ok(made.ok && made.session);
  const attach: Intent = { kind: 'attach', sessionId: made.session.info.sessionId, isRefresh: false };
  const { speaker } = await bench.speaker('ada');

  assert.equal(wordOf(await bench.admission.prepare(attach, as('bob'))), 'TRANSCRIBE_UNAVAILABLE');
  speaker.send({ action: 'endSession' });
  await bench.advance(10_000);

  assert.equal(wordOf(await bench.admission.prepare(attach, as('bob'))), 'bob');
});

test('a session is attached to by its owner alone', async () => {
  const bench = new ServerBench();
  const { sessionId } = await bench.speaker('ada');
  const attach = (userId: string | undefined, id = sessionId) =>
    bench.admission.prepare({ kind: 'attach', sessionId: id, isRefresh: false }, as(userId));

  assert.equal(wordOf(await attach('ada')), 'ada');
  assert.equal(wordOf(await attach(undefined)), 'INVALID_TOKEN missing');
  assert.equal(wordOf(await attach('eve')), 'FORBIDDEN');
  assert.equal(wordOf(await attach('ada', 'brave-otter-999')), 'SESSION_NOT_FOUND unknown');
});

test('a second speaker’s socket replaces the first at once; a refresh leaves the first for a moment', async () => {
  const bench = new ServerBench();
  const { speaker: first, sessionId } = await bench.speaker('ada');

  const second = await bench.connect({ sessionId, token: tokenOf('ada') });
  assert.deepEqual([first.socket.closed?.code, second.words], [4409, ['sessionCreated']]);
  const refresh = { action: 'refreshConnection', role: 'speaker', sessionId, token: tokenOf('ada') };
  const third = await bench.connect(refresh);

  assert.deepEqual([second.socket.isOpen, third.words], [true, ['connectionRefreshComplete']]);
  assert.ok(bench.session(sessionId).speaker.isPresent);
});

test('a session is joined by its id, in a language that is offered, while there is room', async () => {
  const bench = new ServerBench({ MAX_LISTENERS_PER_SESSION: '1' });
  const { sessionId } = await bench.speaker('ada');
  const prepare = async (intent: Intent) => wordOf(await bench.admission.prepare(intent, as(undefined)));

  assert.equal(await prepare(joining(sessionId)), 'ada');
  assert.equal(await prepare(joining('no id')), 'INVALID_SESSION_ID');
  assert.equal(await prepare({ ...joining(sessionId), targetLanguage: undefined } as Intent), 'MISSING_PARAMETER');
  assert.equal(await prepare(joining(sessionId, 'xx')), 'UNSUPPORTED_LANGUAGE');
  assert.equal(await prepare(joining('brave-otter-999')), 'SESSION_NOT_FOUND unknown');
  await bench.listener(sessionId);
  assert.equal(await prepare(joining(sessionId)), 'SESSION_FULL');
  assert.equal(await prepare(joining(sessionId, 'es', true)), 'ada', 'a refresh gives up a place soon');
});

test('of many joins at once exactly as many get in as there is room for, and the others are told so and closed', async () => {
  const bench = new ServerBench({ MAX_LISTENERS_PER_SESSION: '10' });
  const { sessionId, session } = await bench.speaker('ada');

  const clients = Array.from({ length: 30 }, () => bench.connecting({ sessionId, targetLanguage: 'es' }));
  await bench.advance(0);

  const outcomes = clients.map(({ words, socket }) => [...words, socket.closed?.code].join(' '));
  assert.deepEqual(new Set(outcomes.slice(0, 10)), new Set(['sessionJoined ']));
  assert.deepEqual(new Set(outcomes.slice(10)), new Set(['SESSION_FULL 1008']));
  assert.equal(session.audience.count, 10);
});

test('sessions of one user are limited, however they are made; what was refused does not count', async () => {
  const bench = new ServerBench({ SESSIONS_PER_HOUR: '2' });
  const overHttp = async (userId: string) =>
    wordOf(await bench.admission.create({ sourceLanguage: 'en', qualityTier: 'standard' }, userId));
  const { speaker } = await bench.speaker('ada');
  assert.equal(await overHttp('ada'), 'SESSION_EXISTS');
  speaker.send({ action: 'endSession' });
  await bench.advance(10_000);

  assert.equal(await overHttp('ada'), 'ada');
  assert.equal(await overHttp('ada'), 'RATE_LIMIT_EXCEEDED');
  assert.equal(wordOf(await bench.admission.prepare(CREATE, as('ada'))), 'RATE_LIMIT_EXCEEDED');
  assert.equal(await overHttp('bob'), 'bob');
});

test('ids that are not there are told of only so often, however they are asked for', async () => {
  const bench = new ServerBench({ UNKNOWN_SESSIONS_PER_MINUTE: '2' });
  const prepare = async (intent: Intent, userId?: string) => wordOf(await bench.admission.prepare(intent, as(userId)));

  await prepare(joining('brave-otter-997'));
  await prepare({ kind: 'attach', sessionId: 'brave-otter-998', isRefresh: false }, 'eve');

  assert.equal(await prepare(joining('brave-otter-999')), 'RATE_LIMIT_EXCEEDED');
});

test('a refresh by name takes its own place over: the session is never one too many, and its language stays', async () => {
  const bench = new ServerBench({ MAX_LISTENERS_PER_SESSION: '1' });
  const { sessionId, session } = await bench.speaker('ada');
  const { listener: first, connectionId } = await bench.listener(sessionId, 'fr');
  const refresh = { action: 'refreshConnection', role: 'listener', sessionId };

  const second = await bench.connect({ ...refresh, connectionId });
  // By the oldest name once more: it takes over from the one that has the place now.
  const third = await bench.connect({ ...refresh, connectionId });

  assert.deepEqual([session.audience.count, Object.fromEntries(session.audience.byLanguage)], [1, { fr: 1 }]);
  assert.equal(third.last('connectionRefreshComplete').targetLanguage, 'fr');
  await bench.advance(10_000);
  assert.deepEqual(
    [first, second, third].map(({ socket }) => socket.closed?.code),
    [4409, 4409, undefined],
  );
});

test('a refresh by a name that is none of this session’s takes nobody’s place', async () => {
  const bench = new ServerBench();
  const { sessionId, session } = await bench.speaker('ada');
  const { listener } = await bench.listener(sessionId);
  const { sessionId: otherId } = await bench.speaker('bob');
  const { connectionId: ofAnother } = await bench.listener(otherId);
  const refresh = { action: 'refreshConnection', role: 'listener', sessionId, targetLanguage: 'de' };

  for (const connectionId of ['nobody', ofAnother]) await bench.connect({ ...refresh, connectionId });
  const { targetLanguage: _, ...unsaid } = refresh;
  const stranger = await bench.connect({ ...unsaid, connectionId: ofAnother });

  assert.deepEqual([session.audience.count, listener.socket.isOpen], [3, true]);
  assert.deepEqual(stranger.refusal.details, { parameter: 'targetLanguage' }, 'nobody’s language is given away');
});

test('a refresh without a name may be one listener too many for ten seconds, and not for longer', async () => {
  const bench = new ServerBench({ MAX_LISTENERS_PER_SESSION: '1' });
  const { sessionId, session } = await bench.speaker('ada');
  const { listener } = await bench.listener(sessionId);
  const refresh = { action: 'refreshConnection', role: 'listener', sessionId, targetLanguage: 'es' };

  const moved = await bench.connect(refresh);
  listener.socket.drop();
  await bench.advance(10_000);
  assert.ok(moved.socket.isOpen, 'its old socket has closed');
  const tooMany = await bench.connect(refresh);
  await bench.advance(9_999);
  assert.equal(session.audience.count, 2);
  await bench.advance(1);

  assert.deepEqual([moved.socket.isOpen, session.audience.count], [true, 1]);
  assert.deepEqual(tooMany.words.at(-1), 'SESSION_FULL');
  assert.deepEqual([tooMany.last('error').details, tooMany.socket.closed?.code], [{ limit: 1 }, 1008]);
  assert.equal(bench.logged('listener closed: session is full').length, 1);
});

test('refreshes without a name fill a session twice at most: each may stand for one listener there', async () => {
  const bench = new ServerBench({ MAX_LISTENERS_PER_SESSION: '2' });
  const { sessionId, session } = await bench.speaker('ada');
  const refresh = { action: 'refreshConnection', role: 'listener', sessionId, targetLanguage: 'es' };
  for (let i = 0; i < 2; i += 1) await bench.listener(sessionId);

  const moved = [await bench.connect(refresh), await bench.connect(refresh)];
  const tooMany = await bench.connect(refresh);

  assert.deepEqual([moved.map(({ socket }) => socket.isOpen), tooMany.socket.isOpen], [[true, true], false]);
  assert.deepEqual([tooMany.words.at(-1), session.audience.count], ['SESSION_FULL', 4]);
});

test('a listener gets transcripts when it asked for them', async () => {
  const bench = new ServerBench();
  const { sessionId } = await bench.speaker('ada');

  const { listener: plain } = await bench.listener(sessionId);
  const { listener: reading } = await bench.listener(sessionId, 'es', { transcripts: 'on' });

  assert.deepEqual([...plain.socket.topics], [`listeners/${sessionId}`]);
  assert.deepEqual([...reading.socket.topics], [`listeners/${sessionId}`, `transcripts/${sessionId}`]);
});
