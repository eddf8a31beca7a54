import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { Program } from '../../../testkit/programs/program.ts';

const LIMIT = pathToFileURL('src/server/boot/heap-growth.ts').href;
/** Makes objects that live long enough to leave the young generation, and prints the number of full collections. */
const CHURN = `
  import { constants, PerformanceObserver } from 'node:perf_hooks';
  let full = 0;
  const count = (list) => { for (const { detail } of list.getEntries()) if (detail.kind === constants.NODE_PERFORMANCE_GC_MAJOR) full += 1; };
  new PerformanceObserver(count).observe({ entryTypes: ['gc'] });
  const living = Array.from({ length: 300_000 }, (_, i) => ({ i, more: [i, i] }));
  const lasting = new Array(50_000);
  let n = 0;
  const churn = () => {
    for (let i = 0; i < 20_000; i += 1, n += 1) lasting[n % lasting.length] = { n, more: [n, n, n, n, n, n, n, n] };
    if (n < 3_000_000) setImmediate(churn);
    else setTimeout(() => console.log(living.length && full), 10);
  };
  churn();
`;

async function fullCollections(prologue: string): Promise<number> {
  const args = ['--max-semi-space-size=8', '--import', 'tsx', '--input-type=module', '--eval', prologue + CHURN];
  const { code, stdout, stderr } = await new Program({ args, environment: process.env }).ended();
  assert.equal(code, 0, stderr);
  return Number(stdout);
}

test('with the limit, the same garbage is collected more often', async () => {
  const free = await fullCollections('');
  const limited = await fullCollections(`import { limitHeapGrowth } from '${LIMIT}'; limitHeapGrowth();`);
  assert.ok(limited > free, `${limited} full collections, ${free} without the limit`);
});
