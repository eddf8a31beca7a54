import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type TestContext, test } from 'node:test';
import { LOADED_SERVER } from '../../verify/load/server-environment.ts';
import { text } from './deployment-files.ts';

const PROGRAM = 'bin/rostrum';
const MEMORY = ['MALLOC_ARENA_MAX', 'MALLOC_TRIM_THRESHOLD_'];

/** Runs the program, by a link as npm makes one, with a `node` that prints its parent, its memory variables and its arguments. */
function started(t: TestContext, args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'rostrum start ')));
  t.after(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'bin'));
  const printed = ['$PPID', ...MEMORY.map((name) => `$${name}`), '$@'].map((word) => `"${word}"`).join(' ');
  writeFileSync(join(folder, 'bin/node'), `#!/bin/sh\nprintf '%s\\n' ${printed}\nexit 7\n`, { mode: 0o755 });
  symlinkSync(resolve(PROGRAM), join(folder, 'rostrum'));

  const { status, stdout, stderr } = spawnSync(join(folder, 'rostrum'), args, {
    env: { PATH: `${join(folder, 'bin')}:/usr/bin:/bin`, ...environment },
    cwd: folder,
    encoding: 'utf8',
  });

  assert.equal(stderr, '');
  const [parent, arenas, threshold, ...rest] = stdout.trimEnd().split('\n');
  return { status, parent: Number(parent), memory: [arenas, threshold], args: rest };
}

test('rostrum starts the compiled server with the memory options of the loads, and passes its arguments on', (t) => {
  const { memory, args } = started(t, ['doctor', '--only', 'a b']);

  assert.deepEqual(
    memory,
    MEMORY.map((name) => LOADED_SERVER[name]),
  );
  const [option, entry = '', ...rest] = args;
  assert.equal(option, LOADED_SERVER.NODE_OPTIONS);
  assert.equal(resolve(entry), resolve('dist/server'));
  assert.deepEqual(rest, ['doctor', '--only', 'a b']);
});

test('rostrum becomes the server: no shell waits between it and who started it, and its exit code is the server’s', (t) => {
  const { parent, status } = started(t, []);

  assert.deepEqual([parent, status], [process.pid, 7]);
});

test('memory options that are set already are kept', (t) => {
  const { memory } = started(t, [], { MALLOC_ARENA_MAX: '4', MALLOC_TRIM_THRESHOLD_: '1048576' });

  assert.deepEqual(memory, ['4', '1048576']);
});

test('the npm package, the image and the service start the server by this one program, and none has options of its own', () => {
  const { bin } = JSON.parse(text('package.json')) as { bin: Record<string, string> };
  const unit = text('ops/systemd/rostrum.service');

  assert.deepEqual(bin, { rostrum: PROGRAM });
  assert.match(text('Dockerfile'), /^WORKDIR \/app$/m);
  assert.match(text('Dockerfile'), new RegExp(`^CMD \\["${PROGRAM}"\\]$`, 'm'));
  assert.match(unit, new RegExp(`^ExecStart=/opt/rostrum/${PROGRAM}$`, 'm'));
  for (const file of ['Dockerfile', 'ops/systemd/rostrum.service', 'compose.yaml']) {
    assert.doesNotMatch(text(file), /MALLOC_|semi-space/, file);
  }
});

test('npm start, for work on the code, has the same young generation', () => {
  const { scripts } = JSON.parse(text('package.json')) as { scripts: Record<string, string> };

  assert.ok(scripts.start?.startsWith(`tsx ${LOADED_SERVER.NODE_OPTIONS} `));
});
