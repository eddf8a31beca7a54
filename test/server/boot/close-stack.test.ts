import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CloseStack, type FlushTimes, NO_FLUSH } from '../../../src/server/boot/close-stack.ts';
import { RecordingLog } from '../../support/actors/recording-log.ts';

function setUp() {
  const log = new RecordingLog();
  const closed: string[] = [];
  return { log, closed, stack: new CloseStack(log) };
}

test('what was started last is closed first, and each waits for the one before', async () => {
  const { closed, stack } = setUp();
  for (const name of ['a', 'b', 'c']) {
    stack.add(name, async () => {
      closed.push(`${name} closes`);
      await Promise.resolve();
      closed.push(`${name} is closed`);
    });
  }

  await stack.close(NO_FLUSH);

  assert.deepEqual(
    closed,
    ['c', 'b', 'a'].flatMap((name) => [`${name} closes`, `${name} is closed`]),
  );
});

test('one that cannot be closed is logged by name, and the rest is closed all the same', async () => {
  const { closed, log, stack } = setUp();
  stack.add('first', () => void closed.push('first'));
  stack.add('second', () => {
    throw new TypeError('the marker phrase');
  });
  stack.add('third', async () => {
    throw new RangeError('the marker phrase');
  });

  await stack.close(NO_FLUSH);

  assert.deepEqual(closed, ['first']);
  assert.deepEqual(
    log.lines.map(({ level, metadata }) => [level, metadata?.part, metadata?.error]),
    [
      ['error', 'third', 'RangeError'],
      ['error', 'second', 'TypeError'],
    ],
  );
  assert.ok(!JSON.stringify(log.lines).includes('marker phrase'));
});

test('closing twice closes once, with the first one’s times', async () => {
  const { stack } = setUp();
  const times: FlushTimes[] = [];
  stack.add('spans', (given) => void times.push(given));

  const given = { spansMs: 7, metricsMs: 8 };
  await Promise.all([stack.close(given), stack.close(NO_FLUSH)]);

  assert.deepEqual(times, [given]);
});
