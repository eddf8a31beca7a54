import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onCore, parseCores, parseCoreTime } from '../../../verify/bench/cores.ts';

test('the cores of a process are read from a list with ranges', () => {
  assert.deepEqual(parseCores("pid 7's current affinity list: 0,2-4\n"), [0, 2, 3, 4]);
});

test('a core’s waiting for input is not busy time', () => {
  const stat = 'cpu  1 1 1 1 1 1 1 1 0 0\ncpu1 10 20 30 400 50 1 2 3 0 0\ncpu10 0 0 0 0 0 0 0 0 0 0\n';

  assert.deepEqual(parseCoreTime(stat, 1), { all: 516, busy: 66 });
  assert.equal(parseCoreTime(stat, 2), undefined);
});

test('without a core to pin to, Node is run as it is', () => {
  assert.deepEqual(onCore(undefined, ['x.js']), { path: process.execPath, args: ['x.js'] });
  assert.deepEqual(onCore(3, ['x.js']).args, ['-c', '3', process.execPath, 'x.js']);
});
