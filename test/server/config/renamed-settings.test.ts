import assert from 'node:assert/strict';
import { test } from 'node:test';
import { problemsOfRenamed } from '../../../src/server/config/renamed-settings.ts';
import { SETTINGS } from '../../../src/server/config/settings.ts';

const OLD = ['CONNECTS_PER_MINUTE', 'JOINS_PER_MINUTE', 'LOOKUP_MISSES_PER_MINUTE'];

test('an old name is one line that says what to set, which is a setting there is', () => {
  for (const name of OLD) {
    const [line = '', ...others] = problemsOfRenamed({ [name]: '5' });
    const [, successors = ''] = line.split(' is no longer read; set ');
    const named = successors.match(/[A-Z]+(_[A-Z]+)+/g) ?? [];

    assert.ok(line.startsWith(`${name} is no longer read; set `), line);
    assert.ok(named.length > 0 && named.every((successor) => successor in SETTINGS), line);
    assert.ok(!(name in SETTINGS));
    assert.deepEqual(others, []);
  }
});

test('an old name that is empty, or not set, is no problem', () => {
  assert.deepEqual(problemsOfRenamed({}), []);
  assert.deepEqual(problemsOfRenamed(Object.fromEntries(OLD.map((name) => [name, ' ']))), []);
});
