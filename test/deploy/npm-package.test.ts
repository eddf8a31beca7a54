import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { builtProgram } from '../../testkit/programs/built-program.ts';
import { plainEnvironment } from '../../testkit/programs/child-environment.ts';
import { Program } from '../../testkit/programs/program.ts';

const run = promisify(execFile);
/** Several times what npm takes for 190 packages from its cache. */
const INSTALL_WITHIN_MS = 240_000;

interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string; readonly mode: number }[];
}

let folder = '';
let packed: Packed;

before(async () => {
  await builtProgram('server');
  folder = await mkdtemp(join(tmpdir(), 'rostrum-npm-'));
  // Without its scripts, because they build again.
  const { stdout } = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder]);
  packed = (JSON.parse(stdout) as readonly [Packed])[0];
  await mkdir(join(folder, 'user'));
  // The packages' own scripts compile nothing here, and npm's cache has what setup fetched.
  const args = ['install', '--prefer-offline', '--ignore-scripts', '--omit=optional', join('..', packed.filename)];
  await run('npm', args, { cwd: join(folder, 'user'), timeout: INSTALL_WITHIN_MS });
});
after(() => rm(folder, { recursive: true, force: true }));

const installed = (path: string) => join(folder, 'user/node_modules', path);

test('the package has the compiled product, its program, its settings and its licence, and nothing else', () => {
  const paths = packed.files.map(({ path }) => path);
  const outside = paths.filter((path) => !path.startsWith('dist/'));

  assert.deepEqual(outside.sort(), ['.env.example', 'LICENSE', 'README.md', 'bin/rostrum', 'package.json']);
  for (const path of [
    'dist/server/index.js',
    'dist/emulators/main.js',
    'dist/pipeline/handler.js',
    'dist/web/index.html',
  ]) {
    assert.ok(paths.includes(path), path);
  }
  // Sources, source maps, tests, environment files, keys.
  const strange = paths.filter((path) => /(?<!\.d)\.ts$|\.map$|\.test\.|(^|\/)test\/|\.env$|\.pem$|\.key$/.test(path));
  assert.deepEqual(strange, []);
});

test('its program may be run', () => {
  const mode = packed.files.find(({ path }) => path === 'bin/rostrum')?.mode ?? 0;

  assert.equal(mode & 0o111, 0o111);
});

test('npx rostrum --help shows the settings in a folder that had nothing', async () => {
  const { stdout } = await run('npx', ['--no-install', 'rostrum', '--help'], { cwd: join(folder, 'user') });

  assert.match(stdout, /^Rostrum: live speech translation\..*\n {2}DRAIN_TIMEOUT_MS=10000\n/s);
});

test('the installed server runs in embedded mode with its pages, and drains on SIGTERM', async (t) => {
  const environment = plainEnvironment({ PORT: '0', ADMIN_PORT: '0', EMBEDDED_ASR: 'written' });
  const server = new Program({ path: installed('.bin/rostrum'), args: [], environment, cwd: folder });
  t.after(() => server.stop({ signal: 'SIGKILL' }));
  const { url, services } = (await server.readyLine()) as { url: string; services: { pid: number } };
  const http = url.replace(/^ws/, 'http');

  const page = await fetch(`${http}/`, { headers: { accept: 'text/html' } });
  const ready = await fetch(`${http}/readyz`);
  const token = await fetch(`${http}/dev/tokens`, { method: 'POST', body: '{"userId":"ada"}' });

  assert.deepEqual([page.status, ready.status, token.status], [200, 200, 200]);
  assert.match(await page.text(), /^<!doctype html>/i);
  assert.ok(services.pid > 0);
  assert.equal(await server.stop(), 0);
});

test('the typed client and the pipeline’s handler are where programs look for them', async () => {
  const lookUp =
    'const { Speaker } = await import("rostrum/client/speaker"); const { handler } = await import("./node_modules/rostrum/dist/pipeline/handler.js"); console.log(typeof Speaker, typeof handler)';
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', lookUp], {
    cwd: join(folder, 'user'),
  });

  assert.equal(stdout, 'function function\n');
  assert.match(await readFile(installed('rostrum/dist/client/speaker.d.ts'), 'utf8'), /class Speaker/);
});
