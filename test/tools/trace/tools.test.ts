import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { builtIn, cacheOf, toolsFor, versionIn } from '../../../tools/trace/tools.ts';

/** A folder with programs that end with a code, by their paths in it. */
async function folderWith(t: TestContext, programs: Readonly<Record<string, number>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'rostrum-tools-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  for (const [name, code] of Object.entries(programs)) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, `#!/bin/sh\nexit ${code}\n`);
    await chmod(path, 0o755);
  }
  return folder;
}

const options = (folder: string, mayBuild = true) => ({
  environment: { PATH: join(folder, 'bin'), XDG_CACHE_HOME: join(folder, 'cache') },
  home: folder,
  verbose: false,
  mayBuild,
});

test('programs on PATH are taken when they take the configuration', async (t) => {
  const folder = await folderWith(t, { 'bin/otelcol-contrib': 0, 'bin/jaeger': 0 });

  assert.deepEqual(await toolsFor(options(folder)), {
    collector: join(folder, 'bin/otelcol-contrib'),
    jaeger: join(folder, 'bin/jaeger'),
  });
});

test('one on PATH that lacks a part is passed over for the one that was built', async (t) => {
  const { collector, jaeger } = builtIn('cache/rostrum', '0.155.0');
  const folder = await folderWith(t, { 'bin/otelcol-contrib': 1, 'bin/jaeger': 1, [collector]: 0, [jaeger]: 0 });

  assert.deepEqual(await toolsFor(options(folder)), {
    collector: join(folder, collector),
    jaeger: join(folder, jaeger),
  });
});

test('without them, and without Go, what to do is said; where nothing may be built, how to build', async (t) => {
  const folder = await folderWith(t, { 'bin/jaeger': 0 });

  await assert.rejects(toolsFor(options(folder)), {
    name: 'CommandFailure',
    message: /^the collector cannot be found, and there is no Go to build them with: put otelcol-contrib 0\.155\.0 /,
  });
  await assert.rejects(toolsFor(options(folder, false)), {
    name: 'CommandFailure',
    message: 'the collector cannot be found: npm run trace -- --build makes them ready',
  });
});

test('a build that fails is told of, and leaves nothing to be found', async (t) => {
  const folder = await folderWith(t, { 'bin/jaeger': 0 });
  await writeFile(
    join(folder, 'bin/go'),
    '#!/bin/sh\n[ "$1" = version ] && exit 0\n[ "$1" = run ] && echo "no such module" && exit 1\n',
  );
  await chmod(join(folder, 'bin/go'), 0o755);

  await assert.rejects(toolsFor(options(folder)), {
    name: 'CommandFailure',
    message: 'Building the collector 0.155.0 failed: no such module',
  });
  await assert.rejects(toolsFor(options(folder, false)), /cannot be found/);
});

test('builds are kept in the user’s cache folder', () => {
  assert.equal(cacheOf({ environment: {}, home: '/home/ada' }), '/home/ada/.cache/rostrum');
  assert.equal(cacheOf({ environment: { XDG_CACHE_HOME: '/c' }, home: '/home/ada' }), '/c/rostrum');
});

test('the version is the manifest’s own', () => {
  assert.equal(versionIn('dist:\n  version: 1.2.3\n'), '1.2.3');
  assert.equal(versionIn(''), 'unknown');
});
