import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ClockPosition, oldPosition, SpokenTimes } from '../../web/src/speak/desk/spoken-times.ts';

const CHUNK_MS = 100;

const chunk = (saidAtMs: number, isAudible = true) => ({ durationMs: CHUNK_MS, saidAtMs, isAudible });

/** Sends so many chunks from then on, each acknowledged at once. @returns the time after the last. */
function speak(times: SpokenTimes, chunks: number, fromMs: number): number {
  for (let i = 1; i <= chunks; i++) {
    times.sent(chunk(fromMs + i * CHUNK_MS), 1);
    times.left(0, 'taken');
  }
  return fromMs + chunks * CHUNK_MS;
}

function spoken(chunks: number, left?: ClockPosition): SpokenTimes {
  const times = new SpokenTimes(left);
  speak(times, chunks, 10_000);
  return times;
}

test('a time on the session’s clock is found on the page’s clock, within a chunk as well', () => {
  const times = spoken(20);

  assert.equal(times.saidAt(100), 10_100);
  assert.equal(times.saidAt(1_050), 11_050);
  assert.equal(times.saidAt(2_000), 12_000);
});

test('a pause stops the session’s clock, and the page’s goes on', () => {
  const times = spoken(10);

  speak(times, 10, 60_000);

  assert.equal(times.saidAt(1_000), 11_000);
  assert.equal(times.saidAt(1_100), 60_100);
});

test('what is not yet acknowledged has no time yet', () => {
  const times = spoken(10);

  times.sent(chunk(11_100), 1);

  assert.equal(times.saidAt(1_050), undefined);
  assert.deepEqual(times.position, { positionMs: 1_100, epoch: undefined });
});

test('chunks that the server dropped, and those that never reached it, are not on its clock', () => {
  const times = new SpokenTimes();
  for (let i = 1; i <= 6; i++) times.sent(chunk(10_000 + i * CHUNK_MS), i);

  times.left(5, 'lost');
  times.left(4, 'unwanted');
  times.left(3, 'taken');
  times.left(1);
  times.left(0, 'taken');

  assert.equal(times.saidAt(100), 10_300);
  assert.equal(times.saidAt(200), 10_600);
});

test('audible speech that was dropped counts as lost, unless the speaker wanted it', () => {
  const times = new SpokenTimes();
  for (let i = 1; i <= 6; i++) times.sent(chunk(i * CHUNK_MS, i % 2 === 0), i);

  assert.equal(times.left(4, 'taken'), 100);
  assert.equal(times.left(2, 'unwanted'), 100);
  assert.equal(times.left(0, 'lost'), 100);
});

test('a chunk for which the client drops older ones says how much was lost', () => {
  const times = new SpokenTimes();
  for (let i = 1; i <= 3; i++) times.sent(chunk(i * CHUNK_MS), i);

  assert.equal(times.sent(chunk(400), 2), 200);
  assert.equal(times.left(1, 'taken'), 0);
  assert.equal(times.saidAt(100), 300);
});

test('an acknowledgement of a chunk that the client still holds changes nothing', () => {
  const times = new SpokenTimes();
  times.sent(chunk(100), 1);

  assert.equal(times.left(1, 'taken'), 0);

  assert.equal(times.saidAt(100), undefined);
});

test('after a reload the clock goes on where the page left it', () => {
  const times = spoken(10, { positionMs: 30_000, epoch: 2 });

  assert.equal(times.saidAt(30_500), 10_500);
  assert.equal(times.saidAt(30_500, 2), 10_500);
  assert.equal(times.saidAt(30_500, 1), undefined);
  assert.equal(times.saidAt(29_000), undefined);
});

test('speech that was recognised further than the page knows moves its clock', () => {
  const times = spoken(10);

  times.told(41_000, 0);

  assert.equal(times.saidAt(40_500), 10_500);
  times.told(40_800, 0);
  assert.equal(times.saidAt(40_500), 10_500);
});

test('a session that was rebuilt after a crash begins at 0 with the new connection', () => {
  const times = spoken(50);
  times.told(5_000, 0);
  times.greeted();
  speak(times, 20, 20_000);

  times.told(1_500, 1);

  assert.equal(times.saidAt(1_000), 21_000);
  assert.equal(times.saidAt(1_000, 0), undefined);
  times.told(4_900, 0);
  assert.equal(times.saidAt(1_000), 21_000);
});

test('a session that moved to another node goes on', () => {
  const times = spoken(50);
  times.told(5_000, 0);
  times.greeted();
  speak(times, 20, 20_000);

  times.told(6_500, 1);

  assert.equal(times.saidAt(6_000, 1), 21_000);
});

test('three minutes are kept, and chunks that the client can still hold', () => {
  const times = spoken(2_000);
  for (let i = 1; i <= 1_500; i++) times.sent(chunk(300_000), i);

  assert.equal(times.saidAt(19_000), undefined);
  assert.equal(times.saidAt(20_050), 30_050);
  assert.equal(times.position.positionMs, 200_000 + 120_000);
});

test('from an old position nobody knows when something was said, until the clock begins at 0 again', () => {
  const times = spoken(10, { positionMs: 30_000, epoch: 2, isOld: true });

  assert.equal(times.saidAt(30_500), undefined);
  assert.deepEqual(times.position, { positionMs: 31_000, epoch: 2, isOld: true });
  times.told(41_000, 2);
  assert.equal(times.saidAt(40_500), undefined);

  times.greeted();
  speak(times, 20, 20_000);
  times.told(1_500, 3);
  assert.equal(times.saidAt(1_000), 21_000);
  assert.deepEqual(times.position, { positionMs: 2_000, epoch: 3 });
});

test('a position after which others may have spoken is old, and so is one that was never kept', () => {
  assert.deepEqual(oldPosition({ positionMs: 4_000, epoch: 1 }), { positionMs: 4_000, epoch: 1, isOld: true });
  assert.deepEqual(oldPosition(), { positionMs: 0, isOld: true });
});
