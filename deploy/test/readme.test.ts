/** The commands of README.md against the template that they are about. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { DEPLOY, readTemplate, VARIANTS, type Variant } from './variants.ts';

test('the commands name parameters and outputs that the template has, and every parameter without a default', () => {
  const readme = readFileSync(join(DEPLOY, 'README.md'), 'utf8');
  const given = /--parameter-overrides([^#]*)# 4/.exec(readme)?.[1] ?? '';
  const named = [...given.matchAll(/(\w+)=\S/g)].map(([, name]) => name);
  const { Parameters } = readTemplate('standard');
  const needed = Object.keys(Parameters).filter((name) => Parameters[name]?.Default === undefined);
  assert.deepEqual(named.toSorted(), needed.toSorted());
  const outputs = [...readme.matchAll(/(?:^|\$\()output (\w+)/gm)].map(([, name = '']) => name);
  assert.ok(outputs.length >= 5);
  for (const variant of Object.keys(VARIANTS) as Variant[]) {
    for (const name of outputs) assert.ok(name in readTemplate(variant).Outputs, name);
  }
});
