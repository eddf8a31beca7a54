import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fuzz } from '../../verify/fuzz/fuzz.ts';
import { fuzzCommand } from '../../verify/fuzz/options.ts';
import { toLines } from '../../verify/fuzz/report.ts';

const FRAMES = 100_000;
/** Always the same: what CI finds once, it finds again. `npm run fuzz` takes a new one each time. */
const SEED = 20_261;

test(`${FRAMES} hostile frames crash nothing, are answered by the contract, and no other session notices`, async (t) => {
  const report = await fuzz({ seed: SEED, seconds: undefined, frames: FRAMES, only: [], json: false });

  t.diagnostic(toLines(report).join('\n'));
  assert.deepEqual(report.findings, []);
  assert.equal(report.crashes, 0);
  assert.ok(report.frames >= FRAMES);
  for (const { arena, bystander, efforts } of report.fights) {
    assert.ok(bystander, arena);
    assert.equal(bystander.acknowledged, bystander.chunks);
    assert.equal(bystander.missing + bystander.doubled, 0);
    assert.ok(bystander.latencies.attack.count > 0);
    for (const [attack, { bites }] of Object.entries(efforts)) assert.ok(bites > 0, `${attack} took place`);
  }
});

test('the command line is checked, and a run without a seed says the one it took', () => {
  const parse = (...args: string[]) => fuzzCommand(['floods', 'churn']).parse(args);

  const plain = parse();
  assert.ok(plain.kind === 'run');
  const { seed } = plain.options;
  assert.ok(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32);
  assert.deepEqual(plain.options, { seed, seconds: 30, frames: undefined, only: [], json: false });
  assert.deepEqual(parse('--frames', '10', '--seed', '7', '--only', 'churn, floods', '--json'), {
    kind: 'run',
    options: { seed: 7, seconds: undefined, frames: 10, only: ['churn', 'floods'], json: true },
  });
  assert.equal(parse('--help').kind, 'help');
  for (const wrong of [
    ['--seconds', '0'],
    ['--frames', 'x'],
    ['--only', 'tickling'],
    ['--seed', '-1'],
    ['--what'],
    ['5'],
  ]) {
    assert.equal(parse(...wrong).kind, 'wrong', wrong.join(' '));
  }
});
