import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inheritedFlags } from '../../../src/integrations/emulators/inherited-flags.ts';

test('loaders are taken over, tests, debuggers and scripts with their values are not', () => {
  const own = ['--test', '--test-name-pattern', 'two words', '--inspect=0', '-e', 'start()', '--max-old-space-size=99'];
  const loaders = ['--require', '/a.cjs', '--import', 'file:///tsx.mjs', '--import=./b.mjs', '--enable-source-maps'];

  assert.deepEqual(inheritedFlags([...own.slice(0, 3), ...loaders, ...own.slice(3)]), loaders);
  assert.deepEqual(inheritedFlags(['--import']), []);
});
