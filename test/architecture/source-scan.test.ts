import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scanSource } from './source-scan.ts';

const specifiersOf = (text: string) => scanSource(text).imports.map(({ specifier }) => specifier);

for (const text of [
  "import 'x';",
  'import "x";',
  "import a from 'x';",
  "import * as a from 'x';",
  "import { a } from 'x';",
  "import { type a, b as c } from 'x';",
  "import a, { b } from 'x';",
  "import type { a } from 'x';",
  "import type a from 'x'",
  "import{a}from'x';",
  "import {\n  a,\n  b,\n} from 'x';",
  "import { $a, _b } from 'x';",
  "import { from } from 'x';",
  "import a from 'x' with { type: 'json' };",
  "export { a } from 'x';",
  "export { a as b, type c } from 'x';",
  "export type { a } from 'x';",
  "export * from 'x';",
  "export * as a from 'x';",
  "const a = await import('x');",
  'const a = await import(`x`);',
  "type A = import('x').A;",
  "const a = require('x');",
  "new Worker(new URL('x', import.meta.url));",
]) {
  test(`this imports: ${text}`, () => {
    assert.deepEqual(specifiersOf(text), ['x']);
  });
}

for (const text of [
  "// import 'x';",
  "/* import 'x'; */",
  "/** import { a } from 'x' */ const b = 1;",
  'const a = "import \'x\';";',
  "const a = `import 'x'; import('x')`;",
  "const a = 'it\\'s'; // import 'x'",
  "const a = /import 'x'/;",
  "const a = /[/'\"]/; const b = '';",
  "const a = b / c; const d = e / f; const g = '';",
  "new URL('x', 'http://localhost');",
  'import.meta.url;',
  "export const from = 'x';",
  "export { a };\nconst from = 'x';",
  "const important = 'x';",
]) {
  test(`this imports nothing: ${text}`, () => {
    assert.deepEqual(specifiersOf(text), []);
  });
}

test('several imports are found in one text, whatever stands between them', () => {
  const text = [
    "import a from 'a'; import b from 'b'",
    "const pattern = /\\/'/g; import('c');",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is source text.
    "const t = `${f(`${await import('d')}`, { g: '}' })} import 'no'`;",
    "export { e } from 'e'; // import 'no'",
  ].join('\n');

  assert.deepEqual(specifiersOf(text).sort(), ['a', 'b', 'c', 'd', 'e']);
});

test('an import of something that is not a plain string is noticed', () => {
  assert.equal(scanSource('await import(name)').hasUnknownImport, true);
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is source text.
  assert.equal(scanSource('await import(`./${name}.ts`)').hasUnknownImport, true);
  assert.equal(scanSource("await import('./a.ts')").hasUnknownImport, false);
  assert.equal(scanSource('import.meta.url; important(x)').hasUnknownImport, false);
});

for (const text of [
  'process.env',
  'process?.env.A',
  'process . env',
  "process['env']",
  'const { argv, env } = process;',
  'const { env: e } = globalThis.process;',
  "import { env } from 'node:process';",
  'import.meta.env.A',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is source text.
  '`${process.env.A}`',
]) {
  test(`this touches the environment: ${text}`, () => {
    assert.equal(scanSource(text).touchesEnvironment, true);
  });
}

for (const text of [
  '// process.env',
  "'process.env'",
  'processor.env',
  'process.environment',
  'child.env',
  'const { env } = options;',
]) {
  test(`this leaves the environment alone: ${text}`, () => {
    assert.equal(scanSource(text).touchesEnvironment, false);
  });
}

test('lines are counted as an editor counts them', () => {
  assert.equal(scanSource('a\nb').lines, 2);
  assert.equal(scanSource('a\nb\n').lines, 2);
});
