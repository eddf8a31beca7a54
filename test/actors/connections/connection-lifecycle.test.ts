import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConnectionLifecycle } from '../../../src/actors/connections/connection-lifecycle.ts';
import { CONNECTION_TIMINGS } from '../../support/machines/connection-run.ts';
import { SteppedClock } from '../../support/machines/stepped-clock.ts';

const MINUTE = 60_000;

function run() {
  const clock = new SteppedClock();
  const heard: { what: string; atMs: number; remainingMinutes: number }[] = [];
  const note = (what: string) => () => {
    heard.push({ what, atMs: clock.now(), remainingMinutes: life.remainingMinutes });
  };
  const life: ConnectionLifecycle = new ConnectionLifecycle({
    clock: clock as never,
    timings: { ...CONNECTION_TIMINGS, warnEveryMs: 5 * MINUTE },
    effects: {
      ping: note('ping'),
      askToRefresh: note('askToRefresh'),
      warnOfAge: note('warnOfAge'),
      giveUp: note('giveUp'),
      retire: note('retire'),
    },
  });
  const of = (what: string) => heard.filter((order) => order.what === what);
  return { clock, life, of };
}

test('a silent client is pinged every 25 s and given up at the end of the idle time, once', () => {
  const { clock, of } = run();

  clock.advance(119_999);
  assert.deepEqual(
    of('ping').map(({ atMs }) => atMs),
    [25_000, 50_000, 75_000, 100_000],
  );
  assert.equal(of('giveUp').length, 0);
  clock.advance(1);
  assert.equal(of('giveUp').length, 1);
  clock.advance(10 * MINUTE);
  assert.equal(of('giveUp').length, 1);
  assert.deepEqual(clock.waiting, []);
});

test('a client that answers its pings is never given up', () => {
  const { clock, life, of } = run();

  for (let minute = 0; minute < 60; minute += 1) {
    clock.advance(MINUTE);
    life.heard();
  }

  assert.ok(of('ping').length > 20);
  assert.equal(of('giveUp').length, 0);
});

test('a client that talks all the time is pinged as well: its proxy may count what comes from the server only', () => {
  const { clock, life, of } = run();

  for (let second = 0; second < 100; second += 1) {
    clock.advance(1_000);
    life.heard();
  }

  assert.equal(of('ping').length, 4);
});

test('no more than 25 s pass between two pings, whenever the client was heard between them', () => {
  const { clock, life, of } = run();

  for (const ms of [24_999, 2, 24_997, 26_000, 1, 49_001]) {
    clock.advance(ms);
    life.heard();
  }

  const times = [0, ...of('ping').map(({ atMs }) => atMs)];
  assert.equal(times.length, 6);
  assert.ok(times.every((atMs, i) => i === 0 || atMs - (times[i - 1] ?? 0) === 25_000));
});

test('the idle time counts from the last frame, not from the last ping', () => {
  const { clock, life, of } = run();

  clock.advance(119_999);
  life.heard();
  clock.advance(119_999);
  assert.equal(of('giveUp').length, 0);
  clock.advance(1);
  assert.equal(of('giveUp').length, 1);
});

test('an ageing client is asked to refresh at 100 minutes and warned from 105, every five minutes, until 120', () => {
  const { clock, life, of } = run();

  for (let minute = 0; minute < 130; minute += 1) {
    clock.advance(MINUTE);
    life.heard();
  }

  assert.deepEqual(
    of('askToRefresh').map(({ atMs }) => atMs / MINUTE),
    [100],
  );
  assert.deepEqual(
    of('warnOfAge').map(({ atMs, remainingMinutes }) => [atMs / MINUTE, remainingMinutes]),
    [
      [105, 15],
      [110, 10],
      [115, 5],
    ],
  );
});

test('a client that refreshes is young again, however old it was', () => {
  for (const refreshedAt of [50, 101, 106, 125]) {
    const { clock, life, of } = run();
    for (let minute = 0; minute < refreshedAt + 100; minute += 1) {
      if (minute === refreshedAt) life.refreshed();
      clock.advance(MINUTE);
      life.heard();
    }

    assert.equal(of('askToRefresh').at(-1)?.atMs, (refreshedAt + 100) * MINUTE);
  }
});

test('a replaced socket is left open for its moment, then retired, whatever else was due', () => {
  const { clock, life, of } = run();

  clock.advance(119_000);
  life.replaced();
  assert.equal(life.isReplaced, true);
  clock.advance(1_999);
  assert.equal(of('retire').length + of('giveUp').length, 0);
  clock.advance(1);
  assert.equal(of('retire').length, 1);
  clock.advance(10 * MINUTE);
  assert.equal(of('retire').length + of('giveUp').length, 1);
});

test('nothing of a stopped life is left', () => {
  const { clock, life } = run();

  life.stop();
  life.replaced();
  life.refreshed();

  assert.deepEqual(clock.waiting, []);
});
