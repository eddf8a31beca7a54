import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import { onInterruption, untilInterrupted } from '../../../testkit/command/interruption.ts';

function watched() {
  const exits: number[] = [];
  const source = Object.assign(new EventEmitter(), { exit: (code: number) => exits.push(code) });
  const clock = { nowMs: 0 };
  let left = 0;
  onInterruption(() => (left += 1), { source, now: () => clock.nowMs });
  return { source, clock, exits, left: () => left };
}

test('the first signal asks to leave, once; one that npm passes on at once is the same', () => {
  const { source, clock, exits, left } = watched();

  source.emit('SIGINT');
  clock.nowMs = 20;
  source.emit('SIGINT');
  source.emit('SIGTERM');

  assert.equal(left(), 1);
  assert.deepEqual(exits, []);
});

test('one that comes later ends the process at once', () => {
  const { source, clock, exits, left } = watched();

  source.emit('SIGTERM');
  clock.nowMs = 1_001;
  source.emit('SIGINT');

  assert.equal(left(), 1);
  assert.deepEqual(exits, [130]);
});

test('what waits for an interruption is refused when it comes, or when it came before', async () => {
  const leaving = new AbortController();
  const waiting = untilInterrupted(leaving.signal);
  leaving.abort();

  await assert.rejects(waiting, { message: 'interrupted', exitCode: 130 });
  await assert.rejects(untilInterrupted(leaving.signal), { exitCode: 130 });
});
