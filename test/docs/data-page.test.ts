import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { MAX_CHARACTERS, MAX_RECORDS } from '../../web/src/keep/kept-log.ts';
import { MAX_SESSIONS } from '../../web/src/keep/kept-store.ts';
import { testsNamedIn, titlesOf } from './named-tests.ts';

const PAGE = readFileSync('docs/data.md', 'utf8');

function sourcesIn(folder: string): { readonly file: string; readonly text: string }[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => ({ file: `${folder}/${name}`, text: readFileSync(`${folder}/${name}`, 'utf8') }));
}

/** The calls of node:fs and of streams that put something on a disk. */
function writesIn(text: string): string[] {
  const code = text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  return code.match(/\b(?:writeFile|appendFile|createWriteStream|writeSync|copyFile|mkdtemp)\w*\(/g) ?? [];
}

/** Keys of the browser's storage: literal ones, and those of a constant. */
function keysIn(text: string): string[] {
  const constants = new Map([...text.matchAll(/const ([A-Z_]+) = '(\w+)';/g)].map(([, name, key]) => [name, key]));
  const uses = text.matchAll(/\b(?:thisTab|thisBrowser|#?remembered)\.(?:get|set)\((?:'(\w+)'|([A-Z_]+))/g);
  return [...uses].flatMap(([, literal, constant]) => literal ?? constants.get(constant ?? '') ?? []);
}

test('every test that the page names is there', () => {
  const named = testsNamedIn(PAGE);

  assert.ok(named.length >= 25, `${named.length} tests`);
  for (const { title, file } of named) {
    assert.ok(titlesOf(readFileSync(file, 'utf8')).includes(title), `${file} has no “${title}”`);
  }
});

test('every file that the page names is there', () => {
  for (const [, file = ''] of PAGE.matchAll(/`((?:src|pipeline)\/[\w./-]+\.ts)`/g))
    assert.ok(readFileSync(file, 'utf8'), file);
});

test('the server and the pipeline have no code that writes a file', () => {
  const writing = ['src', 'pipeline'].flatMap(sourcesIn).filter(({ text }) => writesIn(text).length > 0);

  assert.deepEqual(
    writing.map(({ file }) => file),
    [],
  );
  assert.deepEqual(writesIn('await writeFile(path, audio);\n// writeFile(\nfs.createWriteStream(path)'), [
    'writeFile(',
    'createWriteStream(',
  ]);
});

test('every name under which our pages keep something in the browser is on the page, and no other', () => {
  const kept = new Set(sourcesIn('web/src').flatMap(({ text }) => keysIn(text)));
  const named = new Set([...PAGE.matchAll(/`rostrum\.(\w+)`/g)].map(([, key]) => key));

  assert.ok(kept.size >= 8, [...kept].join());
  assert.deepEqual([...named].sort(), [...kept].sort());
});

test('our pages use no other storage of the browser, and no cookies', () => {
  const using = sourcesIn('web/src').filter(({ text }) =>
    /\b(?:indexedDB|document\.cookie|caches\.open|opfs)\b/i.test(text),
  );

  assert.deepEqual(using, []);
});

test('the bounds of the kept words are those of the code', () => {
  const text = PAGE.replace(/\s+/g, ' ');

  assert.equal(MAX_SESSIONS, 3);
  assert.equal(MAX_CHARACTERS, 1_000_000);
  assert.ok(
    text.includes(`of three sessions at most, ${MAX_RECORDS.toLocaleString('en')} lines or a million characters each`),
  );
});
