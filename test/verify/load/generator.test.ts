import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { findGenerator, generatorAtHand, isNewEnough, K6_VERSION } from '../../../verify/load/generator.ts';

/** A PATH with nothing but these programs, shell scripts, and a cache of its own. */
async function machineWith(t: TestContext, programs: Readonly<Record<string, string>>) {
  const folder = await mkdtemp(join(tmpdir(), 'rostrum-generator-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await mkdir(join(folder, 'bin'));
  for (const [name, script] of Object.entries(programs)) {
    await writeFile(join(folder, 'bin', name), `#!/bin/sh\n${script}\n`);
    await chmod(join(folder, 'bin', name), 0o755);
  }
  return { PATH: join(folder, 'bin'), XDG_CACHE_HOME: join(folder, 'cache') };
}

const silent = () => assert.fail('nothing is built');

test('k6 is taken from the PATH when it is new enough', async (t) => {
  const environment = await machineWith(t, { k6: 'echo "k6 v1.3.0 (go1.25, linux/amd64)"' });

  assert.deepEqual(await findGenerator({ environment, onBuild: silent }), { program: 'k6', version: 'v1.3.0' });
});

test('an old k6 counts for nothing; one is built with Go, once', async (t) => {
  const built = `#!/bin/sh\necho "k6 ${K6_VERSION} (go)"`;
  const go = `if [ "$1" = install ]; then printf '${built.replaceAll('\n', '\\n')}\\n' > "$GOBIN/k6"; /bin/chmod +x "$GOBIN/k6"; fi`;
  const environment = await machineWith(t, { k6: 'echo "k6 v0.52.0"', go });
  const said: string[] = [];
  assert.equal(await generatorAtHand(environment), undefined);

  const first = await findGenerator({ environment, onBuild: (message) => said.push(message) });
  const second = await findGenerator({ environment, onBuild: silent });

  assert.equal(first.version, K6_VERSION);
  assert.deepEqual(second, first);
  assert.equal(said.length, 1);
  assert.match(await readFile(first.program, 'utf8'), /echo/);
});

test('without k6 and without Go the reason is said in one line, and so is why it could not be built', async (t) => {
  const nothing = await machineWith(t, {});
  await assert.rejects(findGenerator({ environment: nothing, onBuild: silent }), /^Error: k6 is needed: [^\n]+$/);

  const failing = await machineWith(t, { go: '[ "$1" = version ] || { echo "no module" >&2; exit 1; }' });
  await assert.rejects(findGenerator({ environment: failing, onBuild: () => {} }), /could not be built: no module/);
});

test('versions are told apart by their first number', () => {
  assert.deepEqual(['v0.57.0', 'v1.0.0', 'v2.1.0', ''].map(isNewEnough), [false, true, true, false]);
});
