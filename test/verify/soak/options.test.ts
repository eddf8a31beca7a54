import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SOAK } from '../../../verify/soak/options.ts';

const parse = (...args: string[]) => SOAK.parse(args);

test('a run without options is half an hour of fifty sessions, with a seed that is drawn', () => {
  const parsed = parse();

  assert.ok(parsed.kind === 'run');
  const { seed, ...options } = parsed.options;
  assert.deepEqual(options, { minutes: 30, sessions: 50, faults: 1, isolation: false, json: false });
  assert.ok(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32);
});

test('every option is taken', () => {
  assert.deepEqual(parse('--minutes', '0.5', '--sessions', '3', '--faults', '0', '--seed', '7', '--json'), {
    kind: 'run',
    options: { minutes: 0.5, sessions: 3, faults: 0, seed: 7, isolation: false, json: true },
  });
});

test('the isolation experiment has defaults of its own', () => {
  const parsed = parse('--isolation');

  assert.ok(parsed.kind === 'run');
  assert.deepEqual([parsed.options.sessions, parsed.options.minutes], [100, 2]);
});

test('--help is help', () => {
  assert.deepEqual([parse('--help').kind, parse('-h').kind], ['help', 'help']);
});

for (const wrong of [
  ['--minutes', '0'],
  ['--minutes', 'x'],
  ['--sessions', '1'],
  ['--sessions', '2.5'],
  ['--faults', '6'],
  ['--seed', '-1'],
  ['--what'],
  ['5'],
]) {
  test(`${wrong.join(' ')} is refused in one line`, () => {
    const parsed = parse(...wrong);

    assert.ok(parsed.kind === 'wrong');
    assert.match(parsed.message, /^[^\n]+ \(--help shows the options\)$/);
  });
}
