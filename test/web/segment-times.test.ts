import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SegmentTimes } from '../../web/src/speak/desk/segment-times.ts';

test('a segment’s times are kept until it has been heard', () => {
  const times = new SegmentTimes();

  times.add({ resultId: 'r', segment: 1, epoch: 0, startTimeMs: 100, endTimeMs: 900 });

  assert.equal(times.take({ resultId: 'r', segment: 0, epoch: 0 }), undefined);
  assert.deepEqual(times.take({ resultId: 'r', segment: 1, epoch: 0 }), { startTimeMs: 100, endTimeMs: 900, epoch: 0 });
  assert.equal(times.take({ resultId: 'r', segment: 1, epoch: 0 }), undefined);
});

test('what has no name or no times is not kept, and of the others the newest 64', () => {
  const times = new SegmentTimes();
  times.add({ startTimeMs: 0, endTimeMs: 1 });
  times.add({ resultId: 'timeless', startTimeMs: 0 });
  for (let i = 0; i < 65; i++) times.add({ resultId: `r${i}`, startTimeMs: i, endTimeMs: i + 1 });

  assert.equal(times.take({}), undefined);
  assert.equal(times.take({ resultId: 'timeless' }), undefined);
  assert.equal(times.take({ resultId: 'r0' }), undefined);
  assert.equal(times.take({ resultId: 'r1' })?.startTimeMs, 1);
});
