import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { SETTINGS } from '../../src/server/config/settings.ts';
import { STREAM_QUOTAS } from '../../src/server/config/stream-limits.ts';
import { builtProgram } from '../../testkit/programs/built-program.ts';
import { text } from './deployment-files.ts';

const UNIT = text('ops/systemd/rostrum.service');
const ENVIRONMENT = text('ops/systemd/rostrum.env');
/** Time beyond the drain, for the local endpoints and the last metrics. */
const SPARE_MS = 5_000;
/** Of 10, the worst. What is left is mostly the network, which a server needs. */
const MAX_EXPOSURE = 1.5;
const hasAnalyser = spawnSync('systemd-analyze', ['--version']).status === 0;
const skip = hasAnalyser ? false : 'systemd-analyze is not installed; npm run node24 starts the unit in a real systemd';

/** All values of a directive, in order. */
function values(name: string): string[] {
  return [...UNIT.matchAll(new RegExp(`^${name}=(.*)$`, 'gm'))].map(([, value = '']) => value);
}

/** The assignments of the file of settings: those in use, and those in comments. */
function assignments(kind: 'used' | 'commented') {
  const line = kind === 'used' ? /^([A-Z_]+)=(.*)$/gm : /^# ([A-Z_]+)=(.*)$/gm;
  return [...ENVIRONMENT.matchAll(line)].map(([, name = '', value = '']) => ({ name, value }));
}

/** The unit with a program and a file that exist here, as systemd-analyze looks for both. */
function analysed(unit: string, ...command: string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'rostrum-unit-'));
  try {
    const file = join(folder, 'rostrum.service');
    writeFileSync(file, unit.replaceAll(/^(Exec\w+)=.*$/gm, '$1=/bin/true'));
    const { status, stdout, stderr } = spawnSync('systemd-analyze', [...command, file], { encoding: 'utf8' });
    return { status, stdout, stderr };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('systemd finds nothing wrong with the unit', { skip }, () => {
  const { status, stderr } = analysed(UNIT, 'verify');

  assert.deepEqual([status, stderr], [0, '']);
});

test('systemd rates the unit as well confined, of which a unit without its protections is far', { skip }, () => {
  const command = ['security', '--offline=yes', '--no-pager', `--threshold=${MAX_EXPOSURE * 10}`];

  assert.equal(analysed(UNIT, ...command).status, 0);
  assert.notEqual(
    analysed(UNIT.replaceAll(/^(SystemCallFilter|Protect\w+|DynamicUser)=.*$/gm, ''), ...command).status,
    0,
  );
});

test('the unit lets V8 write and run memory, which compiled JavaScript needs, and says so', () => {
  assert.deepEqual(values('MemoryDenyWriteExecute'), []);
  assert.match(UNIT, /^# Not set, because .*MemoryDenyWriteExecute \(V8 /ms);
});

test('the server gets its two drain times and five seconds more to stop, and only then a kill', () => {
  const stopMs = SETTINGS.DRAIN_DELAY_MS.default + SETTINGS.DRAIN_TIMEOUT_MS.default + SPARE_MS;

  assert.deepEqual(values('TimeoutStopSec'), [String(stopMs / 1_000)]);
  assert.deepEqual([values('KillSignal'), values('KillMode')], [['SIGTERM'], ['mixed']]);
  assert.ok(values('SendSIGKILL').length === 0);
});

test('it may open twice as many files as AWS mode has sockets when every session is full', () => {
  const listeners = SETTINGS.MAX_LISTENERS_PER_SESSION.default;

  assert.deepEqual(values('LimitNOFILE'), [String(2 * STREAM_QUOTAS.aws.streams * (1 + listeners))]);
});

test('wrong settings end the service with one start; every other failure starts it again, without end', async () => {
  const { status, stderr } = await startedWith(assignments('used'));

  assert.equal(status, Number(values('RestartPreventExitStatus')[0]));
  assert.match(stderr, /^rostrum: /m);
  assert.deepEqual([values('Restart'), values('StartLimitIntervalSec')], [['on-failure'], ['0']]);
});

test('a service that is not configured names every setting that its file leaves empty, and each is one the server reads', async () => {
  const empty = assignments('used').filter(({ value }) => value === '');

  const { stderr } = await startedWith(assignments('used'));

  assert.ok(empty.length > 3);
  for (const { name } of empty) assert.match(stderr, new RegExp(`\\b${name}\\b`), name);
  for (const { name } of [...assignments('used'), ...assignments('commented')]) {
    assert.ok(name in SETTINGS || /^AWS_(REGION|ACCESS_KEY_ID|SECRET_ACCESS_KEY)$/.test(name), name);
  }
});

test('before each start the doctor examines the machine without the network; what it finds never prevents the start', () => {
  const [start = ''] = values('ExecStart');

  assert.deepEqual(values('ExecStartPre'), [`-${start} doctor --offline`]);
});

test('the folder that the file of settings names for the tables is the one that the service owns', () => {
  const folder = assignments('commented').find(({ name }) => name === 'DATA_FOLDER')?.value;

  assert.equal(folder, `/var/lib/${values('StateDirectory')[0]}`);
});

test('the file of settings holds no secret, and the unit reads it from where install.sh puts it', () => {
  for (const { name, value } of [...assignments('used'), ...assignments('commented')]) {
    if (/KEY|SECRET|TOKEN/.test(name)) assert.equal(value, '', name);
  }
  assert.deepEqual(values('EnvironmentFile'), ['/etc/rostrum/rostrum.env']);
});

async function startedWith(settings: readonly { readonly name: string; readonly value: string }[]) {
  const entry = await builtProgram('server');
  const env = Object.fromEntries(settings.map(({ name, value }) => [name, value]));
  const { status, stderr } = spawnSync(process.execPath, [entry], { env, encoding: 'utf8', timeout: 30_000 });
  return { status, stderr };
}
