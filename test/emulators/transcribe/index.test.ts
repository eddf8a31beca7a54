import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { startTranscribeEndpoint } from '../../../emulators/transcribe/endpoint.ts';
import { finals, KEY, pieces, transcribe } from './sdk-client.ts';

const COMMAND = join(import.meta.dirname, '../../../emulators/transcribe/index.ts');

function run(t: TestContext, ...parameters: string[]) {
  const child = spawn(process.execPath, ['--import', 'tsx', COMMAND, ...parameters], {
    env: { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  t.after(() => child.kill('SIGKILL'));
  const text = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    text.out += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    text.err += String(chunk);
  });
  const exit = once(child, 'close').then(([code]) => code as number | null);
  return { child, text, exit };
}

test('the command serves a script to the real client, and ends at SIGTERM', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'transcribe-'));
  t.after(() => rm(folder, { recursive: true }));
  const script = join(folder, 'script.json');
  await writeFile(script, JSON.stringify({ phrases: [{ startMs: 0, endMs: 500, text: 'Hello.' }] }));
  const { child, text, exit } = run(
    t,
    ...['--recogniser', 'script', '--script', script],
    ...['--access-key-id', KEY.accessKeyId, '--secret-access-key', KEY.secretAccessKey],
  );
  await once(child.stdout, 'data');
  const ready = JSON.parse(text.out) as { msg: string; service: string; port: number; endpoint: string };

  const heard = await transcribe(ready.endpoint, pieces(new Uint8Array(32_000)));
  child.kill('SIGTERM');

  assert.deepEqual(
    { ...ready, port: 0 },
    { msg: 'listening', service: 'transcribe', port: 0, endpoint: `http://127.0.0.1:${ready.port}` },
  );
  assert.deepEqual(finals(heard), ['Hello.']);
  assert.equal(await exit, 0);
  assert.equal(text.err, '');
});

test('--help names every flag and ends well', async (t) => {
  const { text, exit } = run(t, '--help');

  assert.equal(await exit, 0);
  for (const flag of ['port', 'recogniser', 'script', 'max-streams', 'idle-timeout', 'workers', 'help']) {
    assert.match(text.out, new RegExp(`--${flag}\\b`));
  }
});

test('a taken port ends the command with 1 and one line', async (t) => {
  const { port, close } = await startTranscribeEndpoint({ recogniser: 'stamped' });
  t.after(close);

  const { text, exit } = run(t, '--recogniser', 'stamped', '--port', String(port));

  assert.equal(await exit, 1);
  assert.equal(text.err, `transcribe: Port ${port} of 127.0.0.1 is taken\n`);
});

for (const [what, parameters, message] of [
  ['an unknown flag', ['--colour'], /^transcribe: Unknown option '--colour'/],
  ['an unknown recogniser', ['--recogniser', 'parrot'], /one of auto, moonshine, pocketsphinx, stamped/],
  ['a port out of range', ['--port', '70000'], /--port must be a whole number from 0 to 65535/],
  ['a script for another recogniser', ['--script', 'x.json'], /goes with --recogniser script/],
  ['a script that cannot be read', ['--recogniser', 'script', '--script', '/nowhere.json'], /\/nowhere\.json/],
  ['half a key', ['--access-key-id', 'x'], /go together/],
] as const) {
  test(`${what} ends the command with 2 and one line`, async (t) => {
    const { text, exit } = run(t, ...parameters);

    assert.equal(await exit, 2);
    assert.match(text.err, message);
    assert.equal(text.err.trim().split('\n').length, 1);
    assert.equal(text.out, '');
  });
}
