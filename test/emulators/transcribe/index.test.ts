import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { startTranscribeEndpoint } from '../../../emulators/transcribe/endpoint.ts';
import { writeWords } from '../../../emulators/transcribe/written-audio.ts';
import { startCommand } from '../../support/command.ts';
import { finals, KEY, pieces, resultsOf, transcribe } from './sdk-client.ts';

const run = (t: TestContext, ...parameters: string[]) => startCommand(t, 'emulators/transcribe/index.ts', parameters);

test('the command serves a script to the real client, and ends at SIGTERM', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'transcribe-'));
  t.after(() => rm(folder, { recursive: true }));
  const script = join(folder, 'script.json');
  await writeFile(script, JSON.stringify({ phrases: [{ startMs: 0, endMs: 500, text: 'Hello.' }] }));
  const command = run(
    t,
    ...['--recogniser', 'script', '--script', script],
    ...['--access-key-id', KEY.accessKeyId, '--secret-access-key', KEY.secretAccessKey],
  );
  const ready = (await command.readyLine()) as { msg: string; service: string; port: number; endpoint: string };

  const heard = await transcribe(ready.endpoint, pieces(new Uint8Array(32_000)));
  command.child.kill('SIGTERM');

  assert.deepEqual(
    { ...ready, port: 0 },
    { msg: 'listening', service: 'transcribe', port: 0, endpoint: `http://127.0.0.1:${ready.port}` },
  );
  assert.deepEqual(finals(heard), ['Hello.']);
  assert.equal((await command.ended()).code, 0);
  assert.equal(command.output.stderr, '');
});

test('the command recognises written audio with the lags and the quirks that it is given', async (t) => {
  const command = run(
    t,
    ...['--recogniser', 'written', '--partial', '100', '--stable-lag', '0', '--final-lag', '500'],
    ...['--quirks', 'changed=1,seed=2'],
  );
  const { endpoint } = (await command.readyLine()) as { endpoint: string };
  const audio = writeWords([
    { text: 'Hello', durationMs: 400 },
    { text: 'you.', durationMs: 400 },
    { text: '', durationMs: 600 },
  ]);

  const heard = await transcribe(endpoint, pieces(audio, 640));

  assert.deepEqual(finals(heard), ['xHello xyou.']);
  // Partials from 400 ms to 1,200 ms, and the final at 1,300 ms.
  assert.equal(resultsOf(heard.events).length, 10);
});

test('--help names every flag and ends well', async (t) => {
  const command = run(t, '--help');

  assert.equal((await command.ended()).code, 0);
  for (const flag of ['port', 'recogniser', 'script', 'max-streams', 'idle-timeout', 'workers', 'help']) {
    assert.match(command.output.stdout, new RegExp(`--${flag}\\b`));
  }
});

test('a taken port ends the command with 1 and one line', async (t) => {
  const { port, close } = await startTranscribeEndpoint({ recogniser: 'stamped' });
  t.after(close);

  const command = run(t, '--recogniser', 'stamped', '--port', String(port));

  assert.equal((await command.ended()).code, 1);
  assert.equal(command.output.stderr, `transcribe: Port ${port} of 127.0.0.1 is taken\n`);
});

for (const [what, parameters, message] of [
  ['an unknown flag', ['--colour'], /^transcribe: Unknown option '--colour'/],
  ['an unknown recogniser', ['--recogniser', 'parrot'], /one of auto, moonshine, pocketsphinx, stamped/],
  ['a port out of range', ['--port', '70000'], /--port must be a whole number from 0 to 65535/],
  ['a script for another recogniser', ['--script', 'x.json'], /--script needs --recogniser script/],
  ['lags for another recogniser', ['--recogniser', 'script', '--final-lag', '800'], /need --recogniser written/],
  ['a lag out of range', ['--recogniser', 'written', '--stable-lag', '99999'], /--stable-lag must be .* 0 to 10000/],
  ['an unknown quirk', ['--quirks', 'loud'], /--quirks takes moved=MS .*, not "loud"/],
  ['a script that cannot be read', ['--recogniser', 'script', '--script', '/nowhere.json'], /\/nowhere\.json/],
  ['half a key', ['--access-key-id', 'x'], /must be given together/],
] as const) {
  test(`${what} ends the command with 2 and one line`, async (t) => {
    const command = run(t, ...parameters);

    assert.equal((await command.ended()).code, 2);
    assert.match(command.output.stderr, message);
    assert.equal(command.output.stderr.trim().split('\n').length, 1);
    assert.equal(command.output.stdout, '');
  });
}
