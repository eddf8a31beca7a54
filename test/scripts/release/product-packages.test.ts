import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { licences } from '../../../scripts/release/licences.ts';
import {
  isNeeded,
  type LockedPackage,
  productPackages,
  SOCKET_BINARIES,
  TARGET,
} from '../../../scripts/release/product-packages.ts';
import { loadSocketLibrary } from '../../../src/server/sockets/socket-library.ts';

const json = (path: string) => JSON.parse(readFileSync(path, 'utf8'));
const locked = json('package-lock.json').packages as Record<string, LockedPackage>;
const { dependencies, devDependencies, optionalDependencies } = json('package.json') as Record<string, object>;
const paths = productPackages(locked).map(([path]) => path);

test('of the locked packages a release has those for Linux on x64 that the product runs with', () => {
  const packages = {
    '': { version: '1' },
    'node_modules/zod': { version: '1' },
    'node_modules/a': { version: '1', os: ['linux'], cpu: ['x64'] },
    'node_modules/a/node_modules/b': { version: '2' },
    'node_modules/mac': { version: '1', optional: true, os: ['darwin'], cpu: ['x64'] },
    'node_modules/arm': { version: '1', optional: true, os: ['linux'], cpu: ['arm64'] },
    'node_modules/compiler': { version: '1', dev: true },
    'node_modules/sherpa-onnx-node': { version: '1', optional: true },
  };

  const chosen = productPackages(packages).map(([path]) => path);

  assert.deepEqual(chosen, ['node_modules/a', 'node_modules/a/node_modules/b', 'node_modules/zod']);
});

test('every dependency is in it, no tool of development, and no speech engine', () => {
  for (const name of Object.keys(dependencies ?? {})) assert.ok(paths.includes(`node_modules/${name}`), name);
  for (const name of Object.keys({ ...optionalDependencies })) assert.ok(!paths.includes(`node_modules/${name}`), name);
  // `yaml` is also what a dependency needs.
  const tools = Object.keys(devDependencies ?? {}).filter((name) => locked[`node_modules/${name}`]?.dev === true);
  assert.ok(tools.length > 10);
  for (const name of tools) assert.ok(!paths.includes(`node_modules/${name}`), name);
});

test('of all compiled socket libraries it keeps the one that each Node of engines loads', () => {
  const { engines } = json('package.json') as { engines: { node: string } };
  const majors = [...engines.node.matchAll(/\^(\d+)/g)].map(([, major]) => major);
  const abis: Record<string, string> = { 20: '115', 22: '127', 24: '137' };
  const asked = majors.map((major = '') => {
    let path = '';
    const load = (binary: string) => {
      path = binary;
      return { App: () => {}, SSLApp: () => {}, us_socket_local_port: () => {} };
    };
    loadSocketLibrary({ ...TARGET, abi: abis[major] ?? '', version: `v${major}` }, load);
    return path;
  });

  assert.deepEqual(asked, SOCKET_BINARIES);
  for (const path of asked) assert.ok(existsSync(`node_modules/${path}`) && isNeeded(`node_modules/${path}`), path);
  assert.ok(!isNeeded('node_modules/uws-node22/uws_linux_arm64_137.node'));
  assert.ok(!isNeeded('node_modules/uws-node20/binaries/uws_linux_x64_93.node'));
});

test('what only compilers and debuggers read is left out; programs, data and licences stay', () => {
  for (const path of [
    'dist/server/index.js.map',
    'dist/client/speaker.d.ts',
    'node_modules/koffi/vendor/node-api-headers/include/node_api.h',
    'node_modules/classic-level/binding.cc',
    'node_modules/classic-level/prebuilds/win32-x64/classic-level.node',
  ]) {
    assert.ok(!isNeeded(path), path);
  }
  for (const path of [
    'dist/server/index.js',
    'dist/web/index.html.br',
    'node_modules/koffi/src/koffi/index.js',
    'node_modules/classic-level/binding.js',
    'node_modules/classic-level/prebuilds/linux-x64/classic-level.node',
    'node_modules/pino/LICENSE',
  ]) {
    assert.ok(isNeeded(path), path);
  }
});

test('the text of licences has each package by name and version, with its text; one without a licence is refused', (t) => {
  const root = mkdtempSync(join(tmpdir(), 'rostrum-licences-'));
  t.after(() => rmSync(root, { recursive: true }));
  for (const name of ['with', 'without/node_modules/inner']) {
    mkdirSync(join(root, 'node_modules', name), { recursive: true });
  }
  writeFileSync(join(root, 'node_modules/with/LICENSE.txt'), 'Do as you please.\n');

  const written = licences(root, [
    ['node_modules/with', { version: '1.2.3', license: 'MIT' }],
    ['node_modules/without/node_modules/inner', { version: '4.5.6', license: 'ISC' }],
  ]);

  assert.match(written, /\nwith 1\.2\.3: MIT\n\nDo as you please\.\n/);
  assert.match(written, /\ninner 4\.5\.6: ISC\n\n\(It comes without the text\.\)\n/);
  assert.throws(() => licences(root, [['node_modules/with', { version: '1' }]]), /^Error: with@1 names no licence$/);
});

test('no package of a release asks that our own code be published under its licence', () => {
  const free = ['Apache-2.0', 'MIT', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', '0BSD'];

  for (const [path, { license }] of productPackages(locked))
    assert.ok(free.includes(license ?? ''), `${path}: ${license}`);
});
