import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseArguments } from '../../../verify/soak/options.ts';

const parse = (...args: string[]) => parseArguments(args, 42);

test('a run without options is half an hour of fifty sessions, with the seed that was drawn', () => {
  const options = { minutes: 30, sessions: 50, faults: 1, seed: 42, isolation: false, json: false };

  assert.deepEqual(parse(), { kind: 'run', options });
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
