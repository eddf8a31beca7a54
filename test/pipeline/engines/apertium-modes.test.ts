import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { findRoute, readModes } from '../../../pipeline/engines/apertium-modes.ts';

function folderOf(files: Record<string, string>, t: { after: (work: () => void) => void }): string {
  const folder = mkdtempSync(join(tmpdir(), 'modes-'));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

const PATH = process.env.PATH ?? '';

test('every stage flushes on null, unknown words lose their marks, and bars in file names stay', (t) => {
  const folder = folderOf({ 'eng-spa.mode': "cat 'a | b' |cat -g $2 'c'\n| cat $1 'd'\n" }, t);

  const [mode] = readModes(folder, PATH, assert.fail);

  assert.deepEqual(mode, {
    name: 'eng-spa.mode',
    from: 'en',
    to: 'es',
    stages: ["cat -z 'a | b'", "cat -z -g  'c'", "cat -z -n 'd'"],
  });
});

test('variants and other files are no modes, and two- and three-letter codes are one language', (t) => {
  const folder = folderOf(
    { 'eng-cat_valencia.mode': 'cat', README: 'x', 'en-gl.mode': 'cat', 'spa-por_BR.mode': 'cat' },
    t,
  );

  assert.deepEqual(
    readModes(folder, PATH, assert.fail).map(({ from, to }) => [from, to]),
    [['en', 'gl']],
  );
});

test('a mode whose program is missing is left out, with the package that brings it', (t) => {
  const folder = folderOf({ 'eng-cat.mode': 'cat | cg-proc x | cat' }, t);
  const lines: string[] = [];

  assert.deepEqual(
    readModes(folder, folder, (line) => lines.push(line)),
    [],
  );
  assert.deepEqual(lines, ['Apertium mode eng-cat.mode needs cat: install the Debian package apertium']);
  writeFileSync(join(folder, 'cat'), '', { mode: 0o755 });
  readModes(folder, folder, (line) => lines.push(line));
  assert.equal(lines[1], 'Apertium mode eng-cat.mode needs cg-proc: install the Debian package cg3');
});

test('a missing folder has no modes', () => {
  assert.deepEqual(readModes('/nonexistent/modes', PATH, assert.fail), []);
});

test('a route is direct where it can be, takes one bridge where it must, and never two', (t) => {
  const names = [
    'eng-cat',
    'eng-spa',
    'cat-ita',
    'spa-ita',
    'spa-eng',
    'es-pt',
    'ita-srd',
    'en-eo',
    'eo-fr',
    'cat-fra',
  ];
  const folder = folderOf(Object.fromEntries(names.map((name) => [`${name}.mode`, 'cat'])), t);
  const modes = readModes(folder, PATH, assert.fail);
  const route = (from: string, to: string) => findRoute(modes, from, to)?.map(({ name }) => name.replace('.mode', ''));

  assert.deepEqual(route('en', 'es'), ['eng-spa']);
  assert.deepEqual(route('en', 'pt'), ['eng-spa', 'es-pt']);
  assert.deepEqual(route('en', 'it'), ['eng-spa', 'spa-ita'], 'by way of Spanish rather than Catalan');
  assert.deepEqual(route('en', 'fr'), ['eng-cat', 'cat-fra'], 'by way of Catalan rather than Esperanto');
  assert.equal(route('en', 'sc'), undefined);
  assert.equal(route('en', 'de'), undefined);
});
