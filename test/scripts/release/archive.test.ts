import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { makeRelease, type Release, releaseName } from '../../../scripts/release/release.ts';
import { builtProgram } from '../../../testkit/programs/built-program.ts';

let folder = '';
let release: Release;
let names: readonly string[] = [];

before(async () => {
  await builtProgram('server');
  folder = await mkdtemp(join(tmpdir(), 'rostrum-archive-'));
  release = await makeRelease(join(folder, 'one'));
  const listed = execFileSync('tar', ['-tzf', release.archive], { encoding: 'utf8', maxBuffer: 10_000_000 });
  names = listed.trimEnd().split('\n');
});
after(() => rm(folder, { recursive: true, force: true }));

test('made twice, the archive has the same bytes, and so its hash', async () => {
  const again = await makeRelease(join(folder, 'two'));

  assert.ok((await readFile(again.archive)).equals(await readFile(release.archive)));
  assert.equal(await readFile(again.sums, 'utf8'), await readFile(release.sums, 'utf8'));
});

test('all its files are in one folder of its name, which says version and system', () => {
  assert.match(releaseName(), /^rostrum-\d+\.\d+\.\d+-linux-x64$/);
  for (const name of names) assert.ok(name.startsWith(`${releaseName()}/`), name);
});

test('beside the program and its packages it has what an operator needs, and nothing else', () => {
  const top = names.map((name) => name.split('/')[1] ?? '').filter((name) => name !== '');

  assert.deepEqual([...new Set(top)].sort(), [
    '.env.example',
    'LICENSE',
    'README.md',
    'THIRD-PARTY-LICENCES.txt',
    'bin',
    'dist',
    'install.sh',
    'node_modules',
    'package.json',
    'rostrum.env',
    'rostrum.service',
  ]);
});

test('it has no source, no source map, no environment file and no other system’s library', () => {
  const own = names.filter((name) => !name.includes('/node_modules/'));
  const libraries = names.filter((name) => name.endsWith('.node'));

  assert.deepEqual(
    own.filter((name) => /\.ts$|\.map$|\.test\.|\.env$|\.pem$|\.key$/.test(name)),
    [`${releaseName()}/rostrum.env`],
  );
  assert.deepEqual(
    libraries.filter((name) => /darwin|win32|android|arm/.test(name)),
    [],
  );
  assert.deepEqual(libraries.filter((name) => name.includes('/uws')).length, 3);
});
