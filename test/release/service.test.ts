/** The systemd unit, started by a real systemd on Debian 13: `npm run node24` runs this there, as root. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { STARTED_WITH, unpack } from './unpacked.ts';

const SETTINGS = '/etc/rostrum/rostrum.env';
const ASK_EVERY_MS = 50;
const WITHIN_MS = 30_000;
const URL_BASE = 'http://127.0.0.1:8080';
let home = '';

before(() => {
  home = unpack(STARTED_WITH.archive, mkdtempSync(join(tmpdir(), 'rostrum-release-')));
});

const systemctl = (...args: string[]) => spawnSync('systemctl', args, { encoding: 'utf8' });
const property = (name: string) => systemctl('show', '--value', `--property=${name}`, 'rostrum').stdout.trim();
const journal = () => execFileSync('journalctl', ['--unit=rostrum', '--output=cat'], { encoding: 'utf8' });

/** @throws Error with what the journal says, if it does not become true. */
async function until(what: string, isTrue: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + WITHIN_MS;
  while (!(await isTrue())) {
    if (performance.now() > deadline) throw new Error(`${what}: not within ${WITHIN_MS} ms\n${journal()}`);
    await sleep(ASK_EVERY_MS);
  }
}

const isReady = () =>
  fetch(`${URL_BASE}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  );

test('install.sh puts the release, the unit and settings that only root reads in place', () => {
  const { status, stdout, stderr } = spawnSync(join(home, 'install.sh'), { encoding: 'utf8' });

  assert.deepEqual([status, stderr], [0, '']);
  assert.match(stdout, /systemctl enable rostrum/);
  assert.equal(statSync(SETTINGS).mode & 0o777, 0o600);
  assert.equal(systemctl('cat', 'rostrum').status, 0);
});

test('without settings the doctor and the server say in the journal which to set, and it is not started again', async () => {
  systemctl('start', 'rostrum');
  await until('it has failed', () => property('ActiveState') === 'failed');

  assert.match(journal(), /^FAIL +config +AWS_REGION is not set\.[^\n]*\n +→ /m);
  assert.match(journal(), /^rostrum: AWS_REGION is not set\./m);
  assert.deepEqual([property('ExecMainStatus'), property('NRestarts')], ['2', '0']);
});

test('configured, it runs confined: an own user, no privileges, system calls filtered, and only its folders writable', async () => {
  appendFileSync(SETTINGS, 'ROSTRUM_MODE=embedded\nDATA_FOLDER=/var/lib/rostrum\n');
  assert.equal(systemctl('start', 'rostrum').status, 0);
  await until('it is ready', isReady);

  const folder = `/proc/${property('MainPID')}`;
  const status = readFileSync(`${folder}/status`, 'utf8');
  const mounts = readFileSync(`${folder}/mountinfo`, 'utf8');

  assert.match(status, /^Uid:\t(6[1-5]\d{3})\t\1\t\1\t\1$/m);
  assert.match(status, /^CapEff:\t0+$/m);
  assert.match(status, /^NoNewPrivs:\t1$/m);
  assert.match(status, /^Seccomp:\t2$/m);
  assert.match(mounts, / \/ \/ ro[, ]/);
  assert.match(readFileSync(`${folder}/environ`, 'utf8'), /MALLOC_ARENA_MAX=2/);
  assert.match(readFileSync(`${folder}/cmdline`, 'utf8'), /^node\0--max-semi-space-size=16\0/);
});

test('confined so, its speech engines run, and a speaker gets a session', async () => {
  const issued = await fetch(`${URL_BASE}/dev/tokens`, { method: 'POST', body: '{"userId":"ada"}' });
  const { token } = (await issued.json()) as { token: string };
  const headers = { authorization: `Bearer ${token}` };
  const made = await fetch(`${URL_BASE}/sessions`, { method: 'POST', headers, body: '{"sourceLanguage":"en"}' });

  assert.deepEqual([issued.status, made.status], [200, 201]);
  assert.match(journal(), /"asr":\{[^}]*pocketsphinx/i);
  // The doctor runs confined in the same way, and has let every engine speak.
  assert.match(journal(), /^(ok|warn) +engines +PocketSphinx.* spoken in en, es, ca\b/m);
});

test('after a crash it is started again, with its tables', async () => {
  const crashed = property('MainPID');
  // 0 would be this process's own group.
  assert.ok(Number(crashed) > 1);
  process.kill(Number(crashed), 'SIGKILL');
  await until('it is started again', async () => property('MainPID') !== crashed && (await isReady()));

  assert.equal(property('NRestarts'), '1');
  assert.ok(existsSync('/var/lib/private/rostrum'));
});

test('when it is stopped it drains, ends with 0 and leaves no process', async () => {
  const group = join('/sys/fs/cgroup', property('ControlGroup'), 'cgroup.procs');
  const began = readFileSync(group, 'utf8').trim().split('\n');
  assert.ok(began.length > 1, 'embedded mode has processes of its own');

  assert.equal(systemctl('stop', 'rostrum').status, 0);

  assert.deepEqual([property('Result'), property('ExecMainStatus')], ['success', '0']);
  assert.match(journal(), /draining/);
  for (const pid of began) assert.ok(!existsSync(`/proc/${pid}`), `${pid} runs on`);
});

test('with the drop-in of docs/operations.md it listens on port 443, with a key that only root may read', async () => {
  const [, dropIn = ''] = /^```ini\n(\[Service\]\n.*?)^```$/ms.exec(readFileSync('docs/operations.md', 'utf8')) ?? [];
  for (const name of ['key', 'cert']) {
    const [, place = ''] = new RegExp(`^LoadCredential=${name}:(.*)$`, 'm').exec(dropIn) ?? [];
    mkdirSync(dirname(place), { recursive: true });
    copyFileSync(join(dirname(STARTED_WITH.archive), name), place);
    chmodSync(place, 0o600);
  }
  mkdirSync('/etc/systemd/system/rostrum.service.d');
  writeFileSync('/etc/systemd/system/rostrum.service.d/tls.conf', dropIn);
  systemctl('daemon-reload');

  assert.equal(systemctl('start', 'rostrum').status, 0);
  await until('it listens', () => /"msg":"listening","port":443,.*"url":"https:/.test(journal()));

  assert.equal(systemctl('stop', 'rostrum').status, 0);
});

test('a newer release replaces this one and keeps the settings', () => {
  const settings = readFileSync(SETTINGS, 'utf8');
  writeFileSync('/opt/rostrum/of-the-old-one', '');

  assert.equal(spawnSync(join(home, 'install.sh')).status, 0);

  assert.equal(readFileSync(SETTINGS, 'utf8'), settings);
  assert.ok(!existsSync('/opt/rostrum/of-the-old-one'));
});
