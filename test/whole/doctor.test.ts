import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { runCommand } from '../support/command.ts';
import { type DoctorReport, examine, runDoctorProcess } from '../support/doctor-process.ts';
import { AS_HOMELESS, whyNotHomeless } from '../support/homeless-user.ts';
import { ready, runServer } from '../support/server-process.ts';

test('beside an embedded server everything holds: exit code 0, and its ports are recognised as its own', async (t) => {
  const server = runServer(t, {});
  const { port, adminPort, url } = await ready(server);

  const settings = { PORT: String(port), ADMIN_PORT: String(adminPort) };
  const { code, said, stderr } = await examine(t, ['--url', url], settings);

  assert.equal(code, 0, JSON.stringify(said, undefined, 2));
  assert.equal(stderr, '');
  assert.equal(
    said.ports,
    `passed: PORT ${port} has a server that listens, ADMIN_PORT ${adminPort} has a server that listens`,
  );
  for (const id of ['node', 'sockets', 'glibc', 'config', 'reach', 'upgrade'])
    assert.match(said[id] ?? '', /^passed: /, id);
  assert.match(said.engines ?? '', /speakers at a time/);
  for (const id of ['tables', 'transcribe', 'quota'])
    assert.equal(said[id], 'skipped: embedded mode uses no AWS account');
});

test('when it has ended, the local services and engines that it started have ended too', async (t) => {
  const marker = `engines-${process.pid}`;
  const { code, said } = await examine(t, ['--only', 'engines'], { DOCTOR_TEST_MARKER: marker });

  assert.equal(code, 0, said.engines);
  assert.deepEqual(processesWith(`DOCTOR_TEST_MARKER=${marker}`), []);
});

test('a broken configuration is the finding of one check, and those that need it say so', async (t) => {
  const run = runDoctorProcess(t, [], { PORT: 'http', ROSTRUM_MODE: 'aws' });

  assert.equal(await run.exited, 1);
  assert.equal(run.stderr(), '');
  assert.match(run.stdout(), /FAIL {2}config .*PORT must be a whole number.*AUTH_ISSUER is not set/);
  assert.match(run.stdout(), /ok {4}node /);
  assert.match(run.stdout(), /skip {2}the configuration cannot be read \(see config\): .*ports/);
});

test('a port that another program has is named, with what to do', async (t) => {
  const squatter = createServer((socket) => socket.end('not a server of this kind\n')).listen(0, '127.0.0.1');
  await once(squatter, 'listening');
  t.after(() => squatter.close());
  const { port } = squatter.address() as AddressInfo;

  const run = runDoctorProcess(t, ['--only', 'ports'], { PORT: String(port) });

  assert.equal(await run.exited, 1);
  assert.match(
    run.stdout(),
    new RegExp(`FAIL {2}ports {2}PORT ${port} on 127.0.0.1 is taken by another program\n +→ Set other ports`),
  );
});

test('on a Node without a build of the socket library it says so, and makes the other checks', async (t) => {
  const pretend = "Object.defineProperty(process.versions, 'modules', { value: '999' });";
  const { code, said } = await examine(t, ['--only', 'node,sockets,glibc,pages'], {
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(pretend)}`,
  });

  assert.equal(code, 1);
  assert.match(said.sockets ?? '', /^failed: there is no build of uWebSockets\.js/);
  assert.match(said.pages ?? '', /^(passed|warned): /);
});

test('engines that cannot be started fail their check alone', async (t) => {
  const { code, said } = await examine(t, ['--only', 'engines,node'], {
    EMBEDDED_ASR: 'whisper:/nowhere/model.bin',
  });

  assert.equal(code, 1);
  assert.match(said.engines ?? '', /^failed: .*\/nowhere\/model\.bin/);
  assert.match(said.node ?? '', /^passed/);
});

test('--help, --list and a wrong option end at once, and nothing is started', async (t) => {
  const help = runDoctorProcess(t, ['--help']);
  const list = runDoctorProcess(t, ['--list']);
  const wrong = runDoctorProcess(t, ['--only', 'everything']);

  assert.deepEqual(await Promise.all([help.exited, list.exited, wrong.exited]), [0, 0, 2]);
  assert.match(help.stdout(), /Exit code 0: nothing failed; 1: a check failed; 2: wrong usage\./);
  assert.match(list.stdout(), /^node +- +This is a version of Node/m);
  assert.match(wrong.stderr(), /^rostrum doctor: --only: there is no check "everything"; the checks are node, /);
});

test('npm run doctor is the same from the sources', async (t) => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
  assert.equal(scripts.doctor, 'tsx src/server/index.ts doctor');

  const ended = await runCommand(t, 'src/server/index.ts', [
    'doctor',
    '--offline',
    '--json',
    '--only',
    'node,sockets,config',
  ]);

  assert.equal(ended.code, 0, ended.stderr);
  assert.deepEqual((JSON.parse(ended.stdout) as DoctorReport).counts, { passed: 3, warned: 0, failed: 0, skipped: 0 });
});

test('a signal ends its checks, and nothing is said that they did not find', async (t) => {
  const mute = createServer((socket) => socket.on('error', () => {}).resume()).listen(0, '127.0.0.1');
  await once(mute, 'listening');
  t.after(() => mute.close());
  const url = `http://127.0.0.1:${(mute.address() as AddressInfo).port}`;

  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    const opened = once(mute, 'connection');
    const run = runDoctorProcess(t, ['--slow', '--only', 'quiet', '--url', url]);
    await opened;
    run.child.kill(signal);

    assert.equal(await run.exited, code);
    assert.equal(run.stdout() + run.stderr(), '');
  }
});

test('who stops reading its output changes nothing: the exit code is that of the checks', async (t) => {
  const run = runDoctorProcess(t, ['--only', 'node,config'], { PORT: 'wrong' });
  run.child.stdout?.destroy();

  assert.equal(await run.exited, 1);
  assert.equal(run.stderr(), '');
});

test('an error outside of every check is one line, and the checks are made all the same', async (t) => {
  const stray = `process.on('newListener', (name) => {
    if (name === 'uncaughtException') process.nextTick(() => { throw new Error('a socket that was left behind: marker-secret'); });
  });`;
  const run = runDoctorProcess(t, ['--only', 'ports'], {
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(stray)}`,
    SOME_SECRET: 'marker-secret',
  });

  assert.equal(await run.exited, 1);
  assert.equal(
    run.stderr(),
    'rostrum doctor: an error outside of the checks: a socket that was left behind: [removed]\n',
  );
  assert.match(run.stdout(), /1 passed, 0 warned, 0 failed, 0 skipped/);
});

test('a user whom the system does not know runs it, and hears that the data folder is not theirs', {
  skip: whyNotHomeless(),
}, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'rostrum-doctor-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const settings = { DATA_FOLDER: folder, NO_COLOR: '1' };

  const run = runServer(t, settings, ['doctor', '--only', 'node,config,data-folder'], { through: AS_HOMELESS });

  assert.equal(await run.exited, 1, run.stderr());
  assert.match(run.stdout(), new RegExp(`FAIL {2}data-folder {2}${folder} cannot be written to \\(EACCES\\)`));
  assert.match(run.stdout(), /2 passed, 0 warned, 1 failed/);
});

/** Programs that have this in their environment, by their command lines. */
function processesWith(variable: string): string[] {
  return readdirSync('/proc').flatMap((pid) => {
    try {
      const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
      return environment.includes(variable) ? [readFileSync(`/proc/${pid}/cmdline`, 'utf8')] : [];
    } catch {
      // Not a process, or it has ended meanwhile.
      return [];
    }
  });
}
