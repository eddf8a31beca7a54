/** The endpoints' commands with `--faults` and `--faults-port`. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { UsageError } from '../../../emulators/command.ts';
import { startWithFaults } from '../../../emulators/faults/fault-flags.ts';
import { TranscribeFaults } from '../../../emulators/transcribe/faults/transcribe-faults.ts';
import { startCommand } from '../../support/command.ts';
import { openStream, speech } from '../transcribe/faults/faulted-stream.ts';

const run = (t: TestContext, service: string, ...parameters: string[]) =>
  startCommand(t, `emulators/${service}/index.ts`, parameters);

async function planFile(t: TestContext, text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'faults-'));
  t.after(() => rm(folder, { recursive: true }));
  const file = join(folder, 'plan.json');
  await writeFile(file, text);
  return file;
}

const PLAN = JSON.stringify({
  rules: [{ streams: { next: 1 }, fault: { kind: 'exception', name: 'ConflictException' } }],
});

test('the command begins with the plan of a file, names its control API, and ends both at SIGTERM', async (t) => {
  const file = await planFile(t, PLAN);
  const command = run(t, 'transcribe', '--recogniser', 'stamped', '--faults', file, '--faults-port', '0');
  const { endpoint, faults } = (await command.readyLine()) as { endpoint: string; faults: string };

  const first = await openStream(endpoint, speech(200)).outcome;
  const second = await openStream(endpoint, speech(200)).outcome;
  const told = (await (await fetch(faults)).json()) as { transcribe: { injected: object } };
  command.child.kill('SIGTERM');

  assert.equal(first.error?.name, 'ConflictException');
  assert.equal(second.where, 'CLEAN');
  assert.deepEqual(told.transcribe.injected, { exception: 1 });
  assert.equal((await command.ended()).code, 0);
});

for (const service of ['transcribe', 'lambda', 'dynamodb']) {
  test(`${service} --help names the flags of faults`, async (t) => {
    const command = run(t, service, '--help');

    assert.equal((await command.ended()).code, 0);
    assert.match(command.output.stdout, /--faults <file>[\s\S]*--faults-port <n>/);
  });
}

test('a plan that is wrong ends the command with 2 and one line that says where', async (t) => {
  const file = await planFile(t, '{"rules":[{"fault":{"kind":"explode"}}]}');
  const command = run(t, 'dynamodb', '--port', '0', '--faults', file);

  assert.equal((await command.ended()).code, 2);
  assert.equal(
    command.output.stderr,
    `dynamodb: --faults ${file}: plan.rules[0].fault.kind must be one of error, status, hang, drop, delay\n`,
  );
});

const SERVICE = { name: 'transcribe', faults: () => new TranscribeFaults() };

test('without either flag an endpoint has no faults; with a file alone it has no control API', async (t) => {
  const given: (TranscribeFaults | undefined)[] = [];
  const start = async (faults: TranscribeFaults | undefined) => {
    given.push(faults);
    return { endpoint: 'e', port: 1, close: async () => {} };
  };

  await startWithFaults({ faults: undefined, 'faults-port': undefined }, SERVICE, start);
  const running = await startWithFaults({ faults: await planFile(t, PLAN), 'faults-port': undefined }, SERVICE, start);

  assert.equal(given[0], undefined);
  assert.deepEqual(given[1]?.status().plan, JSON.parse(PLAN));
  assert.equal(running.faultsUrl, undefined);
});

test('an endpoint that cannot start takes its control API with it', async () => {
  const flags = { faults: undefined, 'faults-port': '0' };

  await assert.rejects(
    startWithFaults(flags, SERVICE, () => Promise.reject(new Error('no engine'))),
    /no engine/,
  );
});

test('a file that cannot be read is a usage error', async () => {
  const flags = { faults: '/nowhere.json', 'faults-port': undefined };

  await assert.rejects(
    startWithFaults(flags, SERVICE, () => assert.fail('not started')),
    (error: Error) => error instanceof UsageError && /^--faults \/nowhere\.json: ENOENT/.test(error.message),
  );
});
