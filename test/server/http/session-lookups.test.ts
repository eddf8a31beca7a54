import assert from 'node:assert/strict';
import { test } from 'node:test';
import { made } from '../../support/actors/sessions-bench.ts';
import { setUpLookups, verdictOf } from '../../support/lookups-bench.ts';

const HALL = '192.0.2.1';
const LIMITED = { unknownSessionsPerMinute: 10 };
const guess = (n: number) => `wrong-guess-${String(n).padStart(3, '0')}`;

type Bench = ReturnType<typeof setUpLookups>;
const WAYS: readonly ((
  bench: Bench,
  sessionId: string,
) => Promise<{ ok: true } | { ok: false; refusal: { code: string } }>)[] = [
  ({ lookups }, sessionId) => lookups.toJoin(sessionId, HALL),
  ({ lookups }, sessionId) => lookups.toRead(sessionId, HALL),
  ({ lookups }, sessionId) => lookups.toOwn(sessionId, { address: HALL, userId: 'eve' }),
];

/** A session that waits to be taken up again: its server went away. */
async function interrupted(bench: Bench, userId: string): Promise<string> {
  const session = made(await bench.create(userId));
  const { sessionId } = session.info;
  await bench.bench.clock.advance(1_000);
  const row = bench.bench.store.sessions.get(sessionId);
  assert.ok(row?.isActive);
  const id = `waiting-${userId}-001`;
  bench.bench.store.sessions.set(id, { ...row, sessionId: id });
  return id;
}

test('ids cannot be guessed at speed: in every way of asking, and in all of them mixed, an address is told of ten that are not there in a minute', async () => {
  for (const ways of [...WAYS.map((way) => [way]), WAYS]) {
    const bench = setUpLookups(LIMITED);
    const live = made(await bench.create('ada')).info.sessionId;
    const told: string[] = [];
    for (let n = 0; n < 30; n += 1) {
      const way = ways[n % ways.length] as (typeof WAYS)[number];
      told.push(verdictOf(await way(bench, guess(n))));
    }

    assert.deepEqual(told.slice(0, 10), Array(10).fill('SESSION_NOT_FOUND'));
    assert.deepEqual(new Set(told.slice(10)), new Set(['RATE_LIMIT_EXCEEDED']));
    for (const way of WAYS)
      assert.equal(verdictOf(await way(bench, live)), 'RATE_LIMIT_EXCEEDED', 'a right guess looks the same');
    assert.equal(verdictOf(await bench.lookups.toRead(live, '192.0.2.2')), 'found', 'another address is not touched');
    await bench.bench.clock.advance(60_000);
    for (const way of WAYS.slice(0, 2)) assert.equal(verdictOf(await way(bench, live)), 'found', 'a minute later');
  }
});

test('of a thousand guesses at once no more are answered than of ten one after another', async () => {
  const bench = setUpLookups(LIMITED);
  const live = made(await bench.create('ada')).info.sessionId;
  bench.bench.store.hold();
  const asked = Array.from({ length: 1_000 }, (_, n) => (WAYS[n % 3] as (typeof WAYS)[number])(bench, guess(n)));
  const right = bench.lookups.toJoin(live, HALL);
  bench.bench.store.release();
  const told = (await Promise.all(asked)).map(verdictOf);

  assert.equal(told.filter((code) => code === 'SESSION_NOT_FOUND').length, 10);
  assert.equal(told.filter((code) => code === 'RATE_LIMIT_EXCEEDED').length, 990);
  assert.equal(verdictOf(await right), 'RATE_LIMIT_EXCEEDED');
});

test('two hundred phones that join one live session at once all get in, and count for nothing', async () => {
  const bench = setUpLookups(LIMITED);
  const live = made(await bench.create('ada')).info.sessionId;

  const told = await Promise.all(Array.from({ length: 200 }, () => bench.lookups.toJoin(live, HALL)));

  assert.deepEqual(new Set(told.map(verdictOf)), new Set(['found']));
  assert.equal(bench.limits.hasMissed({ address: HALL }, live), false);
});

test('two hundred phones that come back at once to a session whose server was restarted all get in', async () => {
  const bench = setUpLookups({ unknownSessionsPerMinute: 1 });
  const waiting = await interrupted(bench, 'ada');
  bench.bench.store.hold();
  const coming = Array.from({ length: 200 }, () => bench.lookups.toJoin(waiting, HALL));
  bench.bench.store.release();
  const told = await Promise.all(coming);

  assert.deepEqual(new Set(told.map(verdictOf)), new Set(['found']));
  assert.equal(verdictOf(await bench.lookups.toJoin(guess(1), HALL)), 'SESSION_NOT_FOUND', 'the place was given back');
});

test('one wrong id asked for by a whole hall counts once, and the table is asked for it once a minute', async () => {
  const bench = setUpLookups(LIMITED);
  for (let n = 0; n < 50; n += 1) {
    const way = WAYS[n % 2] as (typeof WAYS)[number];
    assert.equal(verdictOf(await way(bench, guess(1))), 'SESSION_NOT_FOUND');
  }
  assert.equal(bench.bench.store.attempts, 1);

  for (let n = 2; n <= 10; n += 1)
    assert.equal(verdictOf(await bench.lookups.toJoin(guess(n), HALL)), 'SESSION_NOT_FOUND');
  assert.equal(verdictOf(await bench.lookups.toJoin(guess(11), HALL)), 'RATE_LIMIT_EXCEEDED');
});

test('an ended session, one that waits to be taken up, and a table that is away count for nothing', async () => {
  const bench = setUpLookups({ unknownSessionsPerMinute: 1 });
  const session = made(await bench.create('ada'));
  session.end('ended');
  await bench.bench.clock.advance(10_000);
  const waiting = await interrupted(bench, 'bob');
  const over = 'long-over-001';
  const row = bench.bench.store.sessions.get(waiting);
  assert.ok(row);
  bench.bench.store.sessions.set(over, { ...row, sessionId: over, isActive: false });

  for (let n = 0; n < 5; n += 1) {
    assert.equal(verdictOf(await bench.lookups.toJoin(session.info.sessionId, HALL)), 'SESSION_NOT_FOUND');
    assert.equal(verdictOf(await bench.lookups.toRead(over, HALL)), 'SESSION_NOT_FOUND');
    assert.equal(verdictOf(await bench.lookups.toRead(waiting, HALL)), 'found');
  }
  bench.bench.store.fails = () => true;
  assert.notEqual(verdictOf(await bench.lookups.toJoin(guess(1), HALL)), 'SESSION_NOT_FOUND');
  assert.notEqual(verdictOf(await bench.lookups.toRead(guess(2), HALL)), 'RATE_LIMIT_EXCEEDED');
  bench.bench.store.fails = () => false;

  assert.equal(verdictOf(await bench.lookups.toJoin(guess(3), HALL)), 'SESSION_NOT_FOUND');
  assert.equal(verdictOf(await bench.lookups.toJoin(guess(4), HALL)), 'RATE_LIMIT_EXCEEDED');
});

test('behind an address that guesses, a speaker still gets to sessions of its own, live or interrupted, and learns of no other', async () => {
  const bench = setUpLookups(LIMITED);
  const waiting = await interrupted(bench, 'ada');
  const own = made(await bench.create('ada')).info.sessionId;
  const foreign = made(await bench.create('bob')).info.sessionId;
  const foreignWaiting = await interrupted(bench, 'carl');
  for (let n = 0; n < 10; n += 1) await bench.lookups.toRead(guess(n), HALL);
  const asAda = (sessionId: string) => bench.lookups.toOwn(sessionId, { address: HALL, userId: 'ada' });

  assert.equal(verdictOf(await asAda(own)), 'found');
  for (const sessionId of [foreign, foreignWaiting, guess(100)]) {
    assert.equal(verdictOf(await asAda(sessionId)), 'RATE_LIMIT_EXCEEDED', sessionId);
  }
  assert.equal(verdictOf(await asAda(waiting)), 'found');
  assert.equal(bench.sessions.host.held(foreignWaiting), undefined, 'nothing was taken up for it');
  assert.equal(verdictOf(await bench.lookups.toReturn(own)), 'found');
});

test('a token does not make guessing faster, from one address or from many', async () => {
  const bench = setUpLookups(LIMITED);
  const told: string[] = [];
  for (let n = 0; n < 40; n += 1) {
    const found = await bench.lookups.toOwn(guess(n), { address: `192.0.2.${n}`, userId: 'eve' });
    told.push(verdictOf(found));
  }

  assert.equal(told.filter((code) => code === 'SESSION_NOT_FOUND').length, 10);
});

test('while the table is away a speaker behind an address that guesses is told so, and not to wait', async () => {
  const bench = setUpLookups(LIMITED);
  const waiting = await interrupted(bench, 'ada');
  for (let n = 0; n < 10; n += 1) await bench.lookups.toRead(guess(n), HALL);
  bench.bench.store.fails = () => true;

  const found = await bench.lookups.toOwn(waiting, { address: HALL, userId: 'ada' });

  assert.equal(verdictOf(found), 'SERVICE_UNAVAILABLE');
});
