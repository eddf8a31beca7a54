import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Fifo } from '../../src/audio/fifo.ts';

test('a line behaves like an array with push and shift, whatever is done to it', () => {
  const step = fc.oneof(
    { weight: 5, arbitrary: fc.constant('push' as const) },
    { weight: 5, arbitrary: fc.constant('shift' as const) },
    { weight: 1, arbitrary: fc.constant('replaceFirst' as const) },
    { weight: 1, arbitrary: fc.constant('pushMany' as const) },
    { weight: 1, arbitrary: fc.constant('shiftMany' as const) },
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const line = new Fifo<number>();
      let model: number[] = [];
      for (const [i, name] of steps.entries()) {
        const times = name.endsWith('Many') ? 70 : 1;
        for (let k = 0; k < times; k++) {
          if (name.startsWith('push')) {
            line.push(i);
            model.push(i);
          } else if (name.startsWith('shift')) {
            assert.equal(line.shift(), model.shift());
          } else {
            line.replaceFirst(-i);
            model = model.map((item, at) => (at === 0 ? -i : item));
          }
        }
        assert.deepEqual([line.size, line.first], [model.length, model[0]]);
        assert.deepEqual(line.toArray(), model);
      }
    }),
  );
});

test('a cleared line is empty and goes on', () => {
  const line = new Fifo<string>();
  line.push('a');
  line.clear();
  line.push('b');
  assert.deepEqual(line.toArray(), ['b']);
});

test('a long line is emptied in time that grows no faster than the line', () => {
  const line = new Fifo<number>();
  for (let i = 0; i < 200_000; i++) line.push(i);
  for (let i = 0; i < 200_000; i++) assert.ok(line.shift() === i); // quadratic work would take minutes
  assert.equal(line.shift(), undefined);
});

test('a place is counted from the first, whatever was taken before', () => {
  const line = new Fifo<number>();
  for (let i = 0; i < 200; i += 1) line.push(i);
  for (let i = 0; i < 150; i += 1) line.shift();

  assert.deepEqual([line.at(0), line.at(49), line.at(50)], [150, 199, undefined]);
});
