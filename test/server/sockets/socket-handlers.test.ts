import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TokenVerdict } from '../../../src/actors/ports/identity.ts';
import { settled } from '../../support/actors/fake-clock.ts';
import type { BenchClient } from '../../support/server/bench-client.ts';
import { ServerBench, tokenOf } from '../../support/server/server-bench.ts';

const CREATE = { action: 'createSession', sourceLanguage: 'en' };

/** Verdicts on tokens that wait until they are given. */
function heldVerdicts(bench: ServerBench) {
  const waiting: (() => void)[] = [];
  bench.verify = (token) =>
    new Promise((resolve) => waiting.push(() => resolve({ ok: true, userId: token.slice(tokenOf('').length) })));
  return {
    async give() {
      for (const give of waiting.splice(0)) give();
      await settled();
    },
  };
}

/** What an upgrade was refused with, in a word. */
const exceeded = ({ refusal: { status, code } }: BenchClient) => `${status} ${code}`;

test('of several things that are wrong with an upgrade the first of the contract’s order is answered', async () => {
  const bench = new ServerBench({ CONNECTS_ACCEPTED_PER_MINUTE: '1' });
  const wrong = { token: 'bad', sessionId: 'brave-otter-999' };
  const evil = { headers: { origin: 'https://evil.example' } };

  // Everything is wrong at first; one thing is put right at a time.
  const beforeTheRate = await bench.connect(wrong);
  const { sessionId } = await bench.speaker('ada');
  const origin = await bench.connect({ ...wrong, action: 'explode' }, evil);
  const query = await bench.connect({ ...wrong, action: 'explode' });
  const rate = await bench.connect(wrong);
  await bench.advance(60_000);
  const token = await bench.connect(wrong);
  const session = await bench.connect({ sessionId: 'brave-otter-999', token: tokenOf('eve') });
  const owner = await bench.connect({ sessionId, token: tokenOf('eve') });

  assert.deepEqual([beforeTheRate, origin, query, rate, token, session, owner].map(exceeded), [
    '401 INVALID_TOKEN',
    '403 FORBIDDEN',
    '400 INVALID_ACTION',
    '429 RATE_LIMIT_EXCEEDED',
    '401 INVALID_TOKEN',
    '404 SESSION_NOT_FOUND',
    '403 FORBIDDEN',
  ]);
  assert.deepEqual(origin.refusal.details, { reason: 'origin' });
  assert.equal(rate.refusal.headers['retry-after'], '60');
  assert.equal(bench.logged('upgrade refused').length, 7);
});

test('a bad token is never taken for none: who shows one is no anonymous listener', async () => {
  const bench = new ServerBench();
  const { sessionId } = await bench.speaker();

  const bad = await bench.connect({ sessionId, targetLanguage: 'es', token: 'bad' });
  const good = await bench.connect({ sessionId, targetLanguage: 'es', token: tokenOf('bob') });

  assert.deepEqual([exceeded(bad), bad.refusal.details], ['401 INVALID_TOKEN', { reason: 'malformed' }]);
  assert.deepEqual(good.words, ['sessionJoined']);
});

test('while no token can be verified the client is told to come back, not that its token is bad', async () => {
  const bench = new ServerBench();
  bench.verify = async (): Promise<TokenVerdict> => ({ ok: false, reason: 'keysUnavailable', unavailable: 'issuer' });

  const client = await bench.connect({ ...CREATE, token: 'x' });

  assert.equal(exceeded(client), '503 SERVICE_UNAVAILABLE');
  assert.deepEqual(client.refusal.details, { service: 'issuer' });
});

test('a token may come in the subprotocol, which is selected then, or in the header', async () => {
  const bench = new ServerBench();

  const byProtocol = await bench.connect(CREATE, { protocols: ['bearer', tokenOf('ada')] });
  const byHeader = await bench.connect(CREATE, { headers: { Authorization: `Bearer ${tokenOf('bob')}` } });

  assert.deepEqual([byProtocol.words, byProtocol.socket.protocol], [['sessionCreated'], 'bearer']);
  assert.deepEqual([byHeader.words, byHeader.socket.protocol], [['sessionCreated'], '']);
});

test('a socket that is let in is found by its id until it closes, and its info is the upgrade’s', async () => {
  const bench = new ServerBench({ TRUSTED_PROXIES: '192.0.2.1' });
  const headers = { 'user-agent': 'a browser', 'x-forwarded-for': '203.0.113.9' };
  const client = await bench.connect({ ack: 'none', transcripts: 'on' }, { headers, address: '192.0.2.1' });

  const [connection] = bench.connections.all();
  assert.ok(connection);
  assert.deepEqual(connection.info, {
    ...{ connectionId: connection.connectionId, userId: undefined, sourceIp: '203.0.113.9', userAgent: 'a browser' },
    ...{ connectedAt: bench.actors.clock.unixNow(), wantsAcknowledgements: false, wantsTranscripts: true },
  });
  client.socket.drop();

  assert.equal(bench.connections.count, 0);
});

test('of connects at the same time no more than the limit go in, and the session of one too many ends', async () => {
  const bench = new ServerBench({ CONNECTS_ACCEPTED_PER_MINUTE: '1' });
  const verdicts = heldVerdicts(bench);
  const first = await bench.connect({ ...CREATE, token: tokenOf('ada') });
  const second = await bench.connect({ ...CREATE, token: tokenOf('bob') });

  await verdicts.give();

  assert.deepEqual([first.words, exceeded(second)], [['sessionCreated'], '429 RATE_LIMIT_EXCEEDED']);
  assert.deepEqual(
    bench.sessions.host.sessions().map(({ info }) => info.userId),
    ['ada'],
  );
  assert.equal(bench.connections.count, 1);
});

test('a client that goes away while its upgrade is decided leaves no session behind', async () => {
  const bench = new ServerBench();
  const verdicts = heldVerdicts(bench);
  const client = await bench.connect({ ...CREATE, token: tokenOf('ada') });

  client.socket.drop();
  await verdicts.give();
  await bench.advance(10_000);

  assert.equal(bench.sessions.host.count, 0);
  assert.equal(bench.connections.count, 0);
  assert.equal(client.socket.isOpen, false);
});

test('a client that goes away while it attaches ends nobody’s session', async () => {
  const bench = new ServerBench();
  const { sessionId, speaker } = await bench.speaker();
  const verdicts = heldVerdicts(bench);
  const client = await bench.connect({ sessionId, token: tokenOf('ada') });

  client.socket.drop();
  await verdicts.give();

  assert.ok(bench.session(sessionId).isLive && speaker.socket.isOpen);
});

test('a seat that was free when it was prepared and is not any more is an error and the close 1008', async () => {
  const bench = new ServerBench();
  const { sessionId, session } = await bench.speaker();
  const client = bench.connecting({ sessionId, targetLanguage: 'es' });
  const { seatListener } = bench.admission;
  bench.admission.seatListener = function (...given) {
    session.end('ended');
    return seatListener.apply(this, given);
  };

  await settled();

  assert.deepEqual(client.words, ['SESSION_NOT_FOUND']);
  assert.deepEqual(client.socket.closed, { code: 1008, reason: 'refused' });
});

test('a bug while an upgrade is decided is a 500 that says nothing of it, and the next upgrade is decided', async () => {
  const bench = new ServerBench();
  bench.verify = () => Promise.reject(new TypeError('a secret'));
  const client = await bench.connect({ ...CREATE, token: 'x' });
  const next = await bench.connect();

  assert.equal(exceeded(client), '500 INTERNAL_ERROR');
  assert.ok(!JSON.stringify(client.socket.refused).includes('a secret'));
  assert.equal(bench.logged('upgrade failed')[0]?.level, 'error');
  assert.ok(next.socket.isOpen);
});

test('a speaker’s close makes its session wait for it; a listener’s close makes it one fewer', async () => {
  const bench = new ServerBench();
  const { sessionId, session, speaker } = await bench.speaker();
  const { listener } = await bench.listener(sessionId);
  assert.deepEqual([session.speaker.isPresent, session.audience.count], [true, 1]);

  listener.socket.drop();
  speaker.socket.drop();

  assert.deepEqual([session.speaker.isPresent, session.audience.count, session.isLive], [false, 0, true]);
});

test('a listener that reads again is not lagging any more', async () => {
  const bench = new ServerBench();
  const { sessionId } = await bench.speaker();
  const { listener, connectionId } = await bench.listener(sessionId);
  listener.socket.stopReading();
  bench.connections.find(connectionId)?.deliver(new Uint8Array(300_000), true);
  const room = bench.sessions.host.roomOf(sessionId);
  room?.noteBacklog(connectionId, 300_000);
  assert.equal(room?.isLagging(connectionId), true);

  listener.socket.read();

  assert.equal(room?.isLagging(connectionId), false);
  assert.equal(listener.socket.frames.at(-1)?.length, 300_000);
});

test('the drain of a socket without a listener’s seat is nobody’s business', async () => {
  const bench = new ServerBench();
  const { speaker } = await bench.speaker();
  const waiting = await bench.connect();

  for (const { socket } of [speaker, waiting]) socket.read();

  assert.deepEqual([speaker.words, waiting.words], [['sessionCreated'], []]);
});

test('a listener that comes back by its name keeps its language, and no limit counts it', async () => {
  const bench = new ServerBench({ CONNECTS_ACCEPTED_PER_MINUTE: '2' });
  const { sessionId, session } = await bench.speaker();
  const { listener, connectionId } = await bench.listener(sessionId, 'fr');
  listener.socket.drop();
  const refresh = { action: 'refreshConnection', role: 'listener', sessionId };

  const stranger = await bench.connect({ ...refresh, connectionId: 'nobody', targetLanguage: 'fr' });
  const back = await bench.connect({ ...refresh, connectionId });

  assert.equal(exceeded(stranger), '429 RATE_LIMIT_EXCEEDED');
  assert.equal(back.last('connectionRefreshComplete').targetLanguage, 'fr');
  assert.equal(session.audience.count, 1);
});

test('a listener that comes back more often than is free is counted as anybody is', async () => {
  const bench = new ServerBench({ CONNECTS_ACCEPTED_PER_MINUTE: '3' });
  const { sessionId } = await bench.speaker();
  let { listener: client, connectionId } = await bench.listener(sessionId);
  const outcomes: string[] = [];

  for (let n = 0; n < 22; n += 1) {
    const next = await bench.connect({ action: 'refreshConnection', role: 'listener', sessionId, connectionId });
    outcomes.push(next.socket.refused ? exceeded(next) : 'in');
    if (next.socket.refused) continue;
    client.socket.drop();
    client = next;
    ({ connectionId } = next.last('connectionRefreshComplete'));
  }

  // Twenty are free, one more is the last of the limit's three.
  assert.deepEqual(outcomes, [...Array.from({ length: 21 }, () => 'in'), '429 RATE_LIMIT_EXCEEDED']);
});
