import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { areaOf } from '../../../scripts/repeats/areas.ts';
import { findRepeats } from '../../../scripts/repeats/repeats.ts';

const CODE = [
  'const a = open(b);',
  'for (const c of a) {',
  'send(c);',
  '}',
  'await closed(a);',
  'log.info(a);',
  'if (a)',
];
const TEXT = `${[...CODE, 'throw a;'].join('\n')}\n`;
const RENAMED = TEXT.replace(/\b[abc]\b/g, 'other');

function folderOf(t: TestContext, files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'rostrum-repeats-'));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  execFileSync('git', ['init', '--quiet'], { cwd: folder });
  execFileSync('git', ['add', '--all'], { cwd: folder });
  return folder;
}

function repeats(...args: string[]) {
  const command = ['--import', 'tsx', 'scripts/repeats.ts', ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8' });
  return { status, stdout, stderr };
}

test('a pair is named by the lines from the first that counts to the last', () => {
  const { identical } = findRepeats(
    [
      { name: 'src/a.ts', text: `// Of a.\n${TEXT}` },
      { name: 'tools/b.ts', text: `import './c.ts';\n\nconst b = 1;\n${TEXT}end();` },
    ],
    6,
    false,
  );

  assert.deepEqual(identical, [
    {
      first: { file: 'src/a.ts', from: 2, to: 9 },
      second: { file: 'tools/b.ts', from: 4, to: 11 },
      lines: 7,
      area: 'product and programs',
    },
  ]);
});

test('what is alike in shape is code, a declaration or a list; what is identical is not counted again', () => {
  const fields = (name: string) => `interface ${name} {\n${`  readonly ${name}: string;\n`.repeat(6)}}\n`;
  const { identical, shapes } = findRepeats(
    [
      { name: 'src/a.ts', text: `${TEXT}\n${fields('a')}\n${"'a',\n".repeat(6)}` },
      { name: 'src/b.ts', text: `${TEXT}\n` },
      { name: 'src/c.ts', text: RENAMED },
      { name: 'src/d.ts', text: fields('d') },
      { name: 'src/e.ts', text: "'e',\n".repeat(6) },
    ],
    6,
    true,
  );

  assert.deepEqual(
    identical.map(({ first, second }) => first.file + second.file),
    ['src/a.tssrc/b.ts'],
  );
  assert.deepEqual(shapes.map(({ first, second, kind }) => `${first.file} ${second.file} ${kind}`).sort(), [
    'src/a.ts src/c.ts code',
    'src/a.ts src/d.ts declaration',
    'src/a.ts src/e.ts list',
    'src/b.ts src/c.ts code',
  ]);
});

test('an area is that of both places, by the folders’ names of before and of now', () => {
  assert.equal(areaOf('src/embedded/a.ts', 'emulators/b.ts'), 'product');
  assert.equal(areaOf('web/a.ts', 'pipeline/b.ts'), 'product');
  assert.equal(areaOf('demo/a.ts', 'verify/load/b.ts'), 'programs');
  assert.equal(areaOf('scripts/a.mjs', 'src/b.ts'), 'product and programs');
  assert.equal(areaOf('test/web/a.ts', 'test/support/b.ts'), 'test');
  assert.equal(areaOf('test/a.ts', 'testkit/b.ts'), 'test and others');
});

test('pairs of tracked files are listed, the longest first, then counted; those of test are only counted', (t) => {
  const folder = folderOf(t, {
    'src/a.ts': TEXT,
    'src/b.mjs': `first();\n${TEXT}`,
    'scripts/c.ts': `first();\n${TEXT}`,
    'test/d.ts': TEXT,
    'docs/e.md': TEXT,
  });
  writeFileSync(join(folder, 'src/untracked.ts'), TEXT);

  assert.deepEqual(repeats('--root', folder), {
    status: 0,
    stderr: '',
    stdout: `scripts/c.ts:1-9 = src/b.mjs:1-9 (8 lines)
scripts/c.ts:2-9 = src/a.ts:1-8 (7 lines)
src/a.ts:1-8 = src/b.mjs:2-9 (7 lines)

identical pairs:
     1  product
     0  programs
     2  product and programs
     0  test
     3  test and others
     3  without test
`,
  });
});

test('with folders only their files are read, those of test too', (t) => {
  const folder = folderOf(t, { 'src/a.ts': TEXT, 'test/b.ts': TEXT, 'test/c.ts': TEXT, 'tests.ts': TEXT });

  const ofTest = repeats('--root', folder, './test/');
  assert.match(ofTest.stdout, /^test\/b\.ts:1-8 = test\/c\.ts:1-8 \(7 lines\)\n\nidentical pairs:\n/);
  assert.match(repeats('--root', folder, '.').stdout, /^src\/a\.ts.* = test\/b\.ts/);
  const nowhere = repeats('--root', folder, 'nowhere');
  assert.deepEqual(nowhere, {
    status: 2,
    stdout: '',
    stderr: 'repeats: git tracks no .ts or .mjs file in nowhere\n',
  });
});

test('more pairs than --most are a failure, as many are not; tests’ pairs are none of them', (t) => {
  const folder = folderOf(t, { 'src/a.ts': TEXT, 'src/b.ts': TEXT, 'test/c.ts': TEXT });

  assert.equal(repeats('--root', folder, '--most', '1').status, 0);
  assert.equal(repeats('--root', folder, '--most', '0', '--min', '8').status, 0);
  const { status, stderr } = repeats('--root', folder, '--most', '0');
  assert.deepEqual([status, stderr], [1, 'repeats: 1 identical pairs, where there may be 0\n']);
});

test('--json has the pairs of the report, --shapes adds those alike in shape', (t) => {
  const folder = folderOf(t, { 'src/a.ts': TEXT, 'src/b.ts': RENAMED });

  assert.deepEqual(JSON.parse(repeats('--root', folder, '--json').stdout), { min: 6, identical: [], shapes: [] });
  const { shapes } = JSON.parse(repeats('--root', folder, '--json', '--shapes').stdout) as { shapes: unknown[] };
  const [first, second] = ['src/a.ts', 'src/b.ts'].map((file) => ({ file, from: 1, to: 8 }));
  assert.deepEqual(shapes, [{ first, second, lines: 7, area: 'product', kind: 'code' }]);
  assert.match(
    repeats('--root', folder, '--shapes').stdout,
    /\nsrc\/a\.ts:1-8 = src\/b\.ts:1-8 \(7 lines\)\n.*code: 1 \(100 %\)/s,
  );
});

test('--help says what a pair is, an unknown option or a wrong number what is wrong', () => {
  const help = repeats('--help');
  const unknown = repeats('--bogus');
  const wrong = repeats('--min', 'six');

  assert.deepEqual([help.status, help.stderr], [0, '']);
  assert.match(help.stdout, /^Usage: npm run repeats .*A pair is/s);
  assert.deepEqual([unknown.status, unknown.stdout], [2, '']);
  assert.match(unknown.stderr, /^repeats: Unknown option '--bogus' \(--help shows the options\)\n$/);
  assert.deepEqual(
    [wrong.status, wrong.stderr],
    [2, 'repeats: --min is a whole number of 1 or more, not "six" (--help shows the options)\n'],
  );
});
