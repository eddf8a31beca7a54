import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { type ReadyLine, ready, runServer } from '../support/server-process.ts';

interface Report {
  readonly ok: boolean;
  readonly checks: readonly { readonly id: string; readonly verdict: string; readonly said: string }[];
}

/** The doctor as a process, as its users run it. */
function doctor(t: Parameters<typeof runServer>[0], args: string[], environment: Record<string, string> = {}) {
  return runServer(t, { NO_COLOR: '1', ...environment }, ['doctor', ...args]);
}

/** Its verdicts by check, with what was said. */
function verdicts(text: string): Record<string, string> {
  const { checks } = JSON.parse(text) as Report;
  return Object.fromEntries(checks.map(({ id, verdict, said }) => [id, `${verdict}: ${said}`]));
}

test('beside an embedded server everything holds: exit code 0, and its ports are recognised as its own', async (t) => {
  const server = runServer(t, {});
  const { port, adminPort } = (await ready(server)) as ReadyLine;

  const run = doctor(t, ['--json'], { PORT: String(port), ADMIN_PORT: String(adminPort) });

  assert.equal(await run.exited, 0, run.stdout() + run.stderr());
  assert.equal(run.stderr(), '');
  const seen = verdicts(run.stdout());
  assert.equal(
    seen.ports,
    `passed: PORT ${port} has a server that listens, ADMIN_PORT ${adminPort} has a server that listens`,
  );
  for (const id of ['node', 'sockets', 'glibc', 'config']) assert.match(seen[id] ?? '', /^passed: /, id);
  assert.match(seen.engines ?? '', /speakers at a time/);
});

test('a broken configuration is the finding of one check, and those that need it say so', async (t) => {
  const run = doctor(t, [], { PORT: 'http', ROSTRUM_MODE: 'aws' });

  assert.equal(await run.exited, 1);
  assert.equal(run.stderr(), '');
  assert.match(run.stdout(), /FAIL {2}config .*PORT must be a whole number.*AUTH_ISSUER is not set/);
  assert.match(run.stdout(), /ok {4}node /);
  assert.match(run.stdout(), /skip {2}ports .*the configuration cannot be read/);
});

test('a port that another program has is named, with what to do', async (t) => {
  const squatter = createServer((socket) => socket.end('not a server of this kind\n')).listen(0, '127.0.0.1');
  await once(squatter, 'listening');
  t.after(() => squatter.close());
  const { port } = squatter.address() as AddressInfo;

  const run = doctor(t, ['--only', 'ports'], { PORT: String(port) });

  assert.equal(await run.exited, 1);
  assert.match(
    run.stdout(),
    new RegExp(`FAIL {2}ports {2}PORT ${port} on 127.0.0.1 is taken by another program\n +→ Set other ports`),
  );
});

test('on a Node without a build of the socket library it says so, and makes the other checks', async (t) => {
  const pretend = "Object.defineProperty(process.versions, 'modules', { value: '999' });";
  const run = doctor(t, ['--json', '--only', 'node,sockets,glibc,pages'], {
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(pretend)}`,
  });

  assert.equal(await run.exited, 1);
  const seen = verdicts(run.stdout());
  assert.match(seen.sockets ?? '', /^failed: there is no build of uWebSockets\.js/);
  assert.match(seen.pages ?? '', /^(passed|warned): /);
});

test('engines that cannot be started fail their check alone', async (t) => {
  const run = doctor(t, ['--json', '--only', 'engines,node'], {
    EMBEDDED_ASR: 'whisper:/nowhere/model.bin',
  });

  assert.equal(await run.exited, 1);
  const seen = verdicts(run.stdout());
  assert.match(seen.engines ?? '', /^failed: .*\/nowhere\/model\.bin/);
  assert.match(seen.node ?? '', /^passed/);
});

test('--help, --list and a wrong option end at once, and nothing is started', async (t) => {
  const help = doctor(t, ['--help']);
  const list = doctor(t, ['--list']);
  const wrong = doctor(t, ['--only', 'everything']);

  assert.deepEqual(await Promise.all([help.exited, list.exited, wrong.exited]), [0, 0, 2]);
  assert.match(help.stdout(), /Exit code 0: nothing failed; 1: a check failed; 2: wrong usage\./);
  assert.match(list.stdout(), /^node +- +This is a version of Node/m);
  assert.match(wrong.stderr(), /^rostrum doctor: --only: there is no check "everything"; the checks are node, /);
});
