import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Broken } from '../../../verify/contract/expectation.ts';
import { atOnceFor, excuseOf } from '../../../verify/contract/full-house.ts';
import { promised } from '../../../verify/contract/promise.ts';
import { runPromises } from '../../../verify/contract/runner.ts';
import type { Stage } from '../../../verify/contract/stage.ts';

const FULL = new Broken('the upgrade to be accepted', 'HTTP 503 TRANSCRIBE_UNAVAILABLE {"limit":6}');

test('a server with few places is asked less at a time, one with enough as much as wanted', () => {
  assert.deepEqual(
    [undefined, 500, 6, 1, 0].map((maxSpeakers) => atOnceFor(maxSpeakers, 12)),
    [12, 12, 3, 1, 1],
  );
  assert.equal(atOnceFor(50, 4), 4);
});

test('a refusal for want of a place is an excuse at a server with few of them, and nowhere else', () => {
  assert.match(excuseOf(FULL, 6) ?? '', /^needs a server that takes as many speakers .* takes 6 \(asr\.maxStreams/);
  assert.match(excuseOf(FULL, 0) ?? '', /takes none \(/);
  assert.deepEqual([excuseOf(FULL, undefined), excuseOf(FULL, 500)], [undefined, undefined]);
  assert.equal(excuseOf(new Broken('four', 'five'), 6), undefined);
  assert.equal(
    excuseOf(new Broken('HTTP 503 TRANSCRIBE_UNAVAILABLE', 'HTTP 503 "TRANSCRIBE_UNAVAILABLE"'), 6),
    undefined,
  );
});

test('what has an excuse is skipped with it, what has none is broken', async () => {
  const failing = (id: string, error: Broken) => promised(id, 'this does not hold', () => Promise.reject(error));
  const promises = [failing('1.full', FULL), failing('1.wrong', new Broken('four', 'five'))];
  const results = await runPromises(promises, {
    stageFor: async () => ({ close: async () => {} }) as unknown as Stage,
    atOnce: 2,
    deadlineMs: 10_000,
    excuse: (broken) => excuseOf(broken, 6),
    onResult: () => {},
  });

  assert.deepEqual(
    results.map(({ verdict }) => verdict.kind),
    ['skipped', 'broken'],
  );
});
