import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Broken, Skipped } from '../../../verify/contract/expectation.ts';
import { notYetPromised, type Promised, promised, withTerms } from '../../../verify/contract/promise.ts';
import { Report } from '../../../verify/contract/report.ts';
import { type Result, runPromises } from '../../../verify/contract/runner.ts';
import type { Stage } from '../../../verify/contract/stage.ts';

const kept = promised('1.kept', 'this holds', async () => {});
const broken = promised('2.broken', 'this does not', async () => {
  throw new Broken('four', 'five');
});
const skipped = promised('3.skipped', 'this cannot be seen', async () => {
  throw new Skipped('needs a server with MOON=full');
});

function run(promises: readonly Promised[], options: { atOnce?: number; deadlineMs?: number } = {}) {
  const closed: string[] = [];
  const stageFor = async () => ({ close: async () => void closed.push('stage') }) as unknown as Stage;
  const results: Result[] = [];
  const { atOnce = 4, deadlineMs = 10_000 } = options;
  const running = runPromises(promises, { stageFor, atOnce, deadlineMs, onResult: (result) => results.push(result) });
  return { running, results, closed };
}

test('a promise that does not hold is reported as broken, with what was expected and what came', async () => {
  const results = await run([kept, broken, skipped]).running;

  assert.deepEqual(
    results.map(({ verdict }) => verdict),
    [
      { kind: 'kept' },
      { kind: 'broken', expected: 'four', got: 'five' },
      { kind: 'skipped', reason: 'needs a server with MOON=full' },
    ],
  );
});

test('what is not promised yet is listed with the part it belongs to, and never checked', async () => {
  const unpromised = { ...notYetPromised('8.moon', 'the moon is told', 'the fleet'), check: async () => assert.fail() };

  const { running, closed } = run([kept, unpromised]);
  const results = await running;

  assert.deepEqual(results[1]?.verdict, { kind: 'notYet', reason: 'not yet promised: the fleet' });
  assert.equal(closed.length, 1, 'no server was asked for');
});

test('promises that wait for time to pass are begun first', async () => {
  const order: string[] = [];
  const of = (id: string, terms: Parameters<typeof promised>[3]) =>
    promised(id, id, async () => void order.push(id), terms);

  await run([of('1.quick', {}), of('2.small', { under: 'small' }), of('3.slow', { isSlow: true })], { atOnce: 1 })
    .running;

  assert.deepEqual(order, ['3.slow', '2.small', '1.quick']);
});

test('terms of several promises are added to what each says itself', () => {
  const own = promised('1.own', 'own', async () => {}, { under: 'small', needs: ['direct'] });

  const [with_, without] = withTerms({ needs: ['delivery'], under: 'aws' }, [own, kept]);

  assert.deepEqual(with_?.needs, ['delivery', 'direct']);
  assert.equal(with_?.under, 'small');
  assert.deepEqual(without?.needs, ['delivery']);
});

test('a check that fails by itself is reported as broken, not passed over', async () => {
  const faulty = promised('1.faulty', 'a bug', async () => {
    throw new TypeError('x is undefined');
  });

  const [result] = await run([faulty]).running;

  assert.deepEqual(result?.verdict, { kind: 'broken', expected: 'the check to end', got: 'TypeError: x is undefined' });
});

test('a check that never ends is reported as broken, and its stage is closed', async () => {
  const endless = promised('1.endless', 'silence', () => new Promise<void>(() => {}));

  const { running, closed } = run([endless], { deadlineMs: 20 });
  const [result] = await running;

  assert.equal(result?.verdict.kind, 'broken');
  assert.deepEqual(closed, ['stage']);
});

test('a server that does not start breaks the promises that need it, and no others', async () => {
  const results = await runPromises([kept, promised('4.other', 'elsewhere', async () => {}, { under: 'small' })], {
    stageFor: async ({ under }) => {
      if (under === 'small') throw new Error('it ended with 2');
      return { close: async () => {} } as unknown as Stage;
    },
    atOnce: 2,
    deadlineMs: 10_000,
    onResult: () => {},
  });

  assert.deepEqual(
    results.map(({ verdict }) => verdict.kind),
    ['kept', 'broken'],
  );
});

test('promises that go alone are never checked at the same time, others are', async () => {
  let inside = 0;
  let most = 0;
  const busy = async () => {
    inside += 1;
    most = Math.max(most, inside);
    await new Promise((resolve) => setImmediate(resolve));
    inside -= 1;
  };
  const alone = ['1.a', '1.b', '1.c'].map((id) => promised(id, 'alone', busy, { alone: 'here' }));
  await run(alone).running;
  assert.equal(most, 1);

  await run(['1.d', '1.e'].map((id) => promised(id, 'together', busy))).running;
  assert.equal(most, 2);
});

test('what looks at everything is checked when everything else is', async () => {
  const order: string[] = [];
  const of = (id: string, last: boolean) => promised(id, id, async () => void order.push(id), { last });

  const results = await run([of('1.last', true), of('1.first', false), of('2.second', false)]).running;

  assert.equal(order.at(-1), '1.last');
  assert.deepEqual(
    results.map(({ promise }) => promise.id),
    ['1.last', '1.first', '2.second'],
  );
});

test('lines come in the order of the page, whatever is known first', () => {
  let text = '';
  const write = (part: string) => {
    text += part;
  };
  const fleet = notYetPromised('8.fleet', 'this is to come', 'the fleet');
  const report = new Report([kept, broken, skipped, fleet], { write, hasColours: false });
  report.add({ promise: skipped, verdict: { kind: 'skipped', reason: 'the moon' }, elapsedMs: 1 });
  assert.equal(text, '');
  report.add({ promise: kept, verdict: { kind: 'kept' }, elapsedMs: 1 });
  report.add({ promise: broken, verdict: { kind: 'broken', expected: 'four', got: 'five' }, elapsedMs: 1 });
  report.add({ promise: fleet, verdict: { kind: 'notYet', reason: 'not yet promised: the fleet' }, elapsedMs: 1 });
  report.totals(1_234);

  assert.deepEqual(text.split('\n'), [
    '✓ 1.kept this holds',
    '✗ 2.broken this does not: expected four, got five',
    '– 3.skipped this cannot be seen: the moon',
    '○ 8.fleet this is to come: not yet promised: the fleet',
    '',
    '1 kept, 1 broken, 1 skipped, 1 not yet promised in 1.2 s',
    '',
  ]);
});
