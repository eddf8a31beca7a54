import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countedLines } from '../../../scripts/repeats/counted-lines.ts';

const textsOf = (source: string) => countedLines(source).map(({ text }) => text);

test('a line counts without the white space around it, and keeps its number', () => {
  assert.deepEqual(countedLines('\n  const a = 1;  \n\n\tb();'), [
    { number: 2, text: 'const a = 1;', isDeclaration: false },
    { number: 4, text: 'b();', isDeclaration: false },
  ]);
});

test('comments do not count, what stands beside one does', () => {
  const source = `
/** One line. */
/*
 * Several,
   with code: a();
 */
// And this.
b(); // said of b
/* left out */ c();
/**
 * ends */ d();
const glob = 'test/**';
e();`;

  assert.deepEqual(textsOf(source), ['b(); // said of b', 'c();', 'd();', "const glob = 'test/**';", 'e();']);
});

test('imports and re-exports do not count, of one line or of several', () => {
  const source = `
import './side-effect.ts';
import { a } from './a.ts';
import type { B } from './b.ts'
import {
  c,
  type D,
} from './c.ts';
export * from './e.ts';
export {
  f,
};
run();`;

  assert.deepEqual(textsOf(source), ['run();']);
});

test('what only begins like an import counts', () => {
  const source = `
const module = await import('./a.ts');
import.meta.url;
import('./b.ts');
const text = \`
import what you like
\`;`;

  assert.equal(textsOf(source).length, 5);
});

test('lines of only punctuation do not count', () => {
  assert.deepEqual(textsOf('a({\n  [\n  ],\n});\n}, [\n) => {\n} else {\n}'), ['a({', '} else {']);
});

test('lines of interfaces and types are declarations, those after them are not', () => {
  const source = `
export interface A {
  readonly a: {
    readonly b: string;
  };
}
type B = 'x';
const c = 1;
export type D =
  | { readonly kind: 'd' }
  | { readonly kind: 'e' };

const typed: D = { kind: 'd' };`;

  const declared = countedLines(source).map(({ number, isDeclaration }) => [number, isDeclaration]);
  assert.deepEqual(declared, [
    [2, true],
    [3, true],
    [4, true],
    [7, true],
    [8, false],
    [9, true],
    [10, true],
    [11, true],
    [13, false],
  ]);
});
