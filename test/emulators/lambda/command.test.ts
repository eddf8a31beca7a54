import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';

const COMMAND = join(import.meta.dirname, '../../../emulators/lambda/index.ts');
const PLAIN = join(import.meta.dirname, 'handlers/plain.mjs');

/** Runs the command; `text` fills as it prints. */
function run(t: TestContext, ...parameters: string[]) {
  const child = spawn(process.execPath, ['--import', 'tsx', COMMAND, ...parameters], {
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
  const exit = once(child, 'close').then(([code]) => code as number);
  return { child, text, exit };
}

test('the command serves the functions named on its line, and ends at SIGTERM', async (t) => {
  const { child, text, exit } = run(t, '--function', `plain=${PLAIN}#handler,again=${PLAIN}`, '--port', '0');
  await once(child.stdout, 'data');
  const { endpoint } = JSON.parse(text.out) as { endpoint: string };
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new LambdaClient({ endpoint, region: 'us-east-1', credentials });
  t.after(() => client.destroy());

  const output = await client.send(new InvokeCommand({ FunctionName: 'again', Payload: '"hello"' }));
  child.kill('SIGTERM');

  assert.equal(output.Payload?.transformToString(), '{"received":"hello"}');
  assert.equal(await exit, 0);
});

test('--help names every flag; a wrong line is told in one line', async (t) => {
  const help = run(t, '--help');
  const none = run(t);
  const bad = run(t, '--function', 'no-module');
  const missing = run(t, '--function', 'a=/nowhere.mjs', '--port', '0');

  assert.deepEqual(await Promise.all([help.exit, none.exit, bad.exit, missing.exit]), [0, 2, 2, 1]);
  assert.match(
    help.text.out,
    /--function <list>[\s\S]*--port <port>[\s\S]*--timeout-ms[\s\S]*--concurrency[\s\S]*--queue/,
  );
  assert.equal(none.text.err, 'lambda: --function is needed: name=path/to/module.mjs#export\n');
  assert.equal(bad.text.err, 'lambda: --function must be name=path/to/module.mjs#export, not "no-module"\n');
  assert.equal(missing.text.err, 'lambda: function a: no module at /nowhere.mjs\n');
});
