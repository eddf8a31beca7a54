import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const PAGES = ['docs/architecture.md', 'CONTRIBUTING.md', 'README.md'];
const TRACKED = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { encoding: 'utf8' })
  .split('\n')
  .filter((path) => path !== '' && existsSync(path));

/** What is named in code marks and looks like a file of ours: with a folder or without. */
function filesNamedIn(text: string): string[] {
  return [...text.matchAll(/`([\w./-]+\.(?:ts|mjs))`/g)].map((match) => match[1] ?? '');
}

for (const page of PAGES) {
  test(`every source file that ${page} names is there`, () => {
    const named = filesNamedIn(readFileSync(page, 'utf8'));

    const missing = named.filter((name) => !TRACKED.some((path) => path === name || path.endsWith(`/${name}`)));

    assert.deepEqual(missing, []);
  });
}

test('the tree on the architecture page has every top-level folder and every room of src and of the emulators', () => {
  const text = readFileSync('docs/architecture.md', 'utf8');
  const tree = text.split('```')[1] ?? '';
  const folders = new Set(TRACKED.filter((path) => path.endsWith('.ts')).map((path) => path.split('/')[0] ?? ''));
  const rooms = new Set(
    TRACKED.flatMap(
      (path) =>
        /^(?:src\/(?:actors|server|integrations)|emulators(?:\/transcribe)?)\/([\w-]+)\/[\w./-]+\.ts$/.exec(
          path,
        )?.[1] ?? [],
    ),
  );

  for (const folder of [...folders, ...rooms]) {
    assert.match(tree, new RegExp(`(^|\\s)${folder}/`, 'm'), `${folder}/ is in the tree`);
  }
});

test('the table of imports on the architecture page has every layer', () => {
  const table = readFileSync('docs/architecture.md', 'utf8').split('| may import |')[1]?.split('\n\n')[0] ?? '';
  const named = table
    .split('\n')
    .flatMap((line) => [...(line.split('|')[1] ?? '').matchAll(/`([\w/]+)`/g)].map(([, at]) => at));
  const layers = TRACKED.flatMap((path) => /^(src\/\w+|\w+)\/.*\.ts$/.exec(path)?.[1] ?? []);

  assert.deepEqual([...new Set(named)].sort(), [...new Set(layers)].sort());
});

test('every name in the glossary has its meaning, and they are in order', () => {
  const glossary = readFileSync('docs/architecture.md', 'utf8').split('## Glossary')[1] ?? '';
  const rows = glossary
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .slice(1)
    .map((line) => line.split('|').map((cell) => cell.trim()));
  const words = rows.map(([, word = '']) => word.replace(/ \(.*/, ''));

  assert.ok(words.length > 20);
  assert.deepEqual(
    words,
    [...words].sort((a, b) => a.localeCompare(b, 'en')),
  );
  for (const [, word, meaning = ''] of rows) assert.ok(meaning.length > 10, word);
});
