import assert from 'node:assert/strict';
import { test } from 'node:test';
import { slopeOf } from '../../../verify/soak/line-fit.ts';
import { MemoryWatch } from '../../../verify/soak/memory-watch.ts';

const MIB = 1024 * 1024;
const MINUTE_MS = 60_000;

test('the slope of a line is found in spite of noise, and there is none where there is no telling', () => {
  const noisy = Array.from({ length: 100 }, (_, x) => ({ x, y: 3 * x + (x % 2 === 0 ? 5 : -5) }));

  assert.ok(Math.abs(slopeOf(noisy) - 3) < 0.05);
  assert.equal(slopeOf([]), 0);
  assert.equal(slopeOf([{ x: 1, y: 5 }]), 0);
  assert.equal(
    slopeOf([
      { x: 1, y: 5 },
      { x: 1, y: 9 },
    ]),
    0,
  );
});

test('memory that rises after the warm-up is told from memory that warmed up', () => {
  const probe = (mib: number) => ({
    heapBytes: mib * MIB,
    residentBytes: 2 * mib * MIB,
    loop: { p99Ms: mib, maxMs: 2 * mib },
  });
  const flat = new MemoryWatch();
  const rising = new MemoryWatch();
  for (let minute = 0; minute < 30; minute += 1) {
    flat.add(minute * MINUTE_MS, probe(minute < 2 ? minute * 50 : 100), minute % 3 === 0);
    rising.add(minute * MINUTE_MS, probe(100 + minute), minute % 3 === 0);
  }

  const still = flat.report(2 * MINUTE_MS);
  assert.deepEqual([still.liveMibPerHour, still.residentMibPerHour], [0, 0]);
  assert.deepEqual(still.residentMib, { first: 0, last: 200, most: 200 });
  const up = rising.report(2 * MINUTE_MS);
  assert.deepEqual([up.liveMibPerHour, up.residentMibPerHour], [60, 120]);
  assert.deepEqual(up.loop, { p99Ms: 129, maxMs: 258 });
});

test('a run that is too short says no slope', () => {
  const watch = new MemoryWatch();
  watch.add(0, { heapBytes: MIB, residentBytes: MIB, loop: { p99Ms: 0, maxMs: 0 } }, true);

  assert.deepEqual([watch.report(0).liveMibPerHour, watch.report(0).residentMibPerHour], [undefined, undefined]);
});
