import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { startCommand } from '../../support/command.ts';

const PLAIN = join(import.meta.dirname, 'handlers/plain.mjs');

const run = (t: TestContext, ...parameters: string[]) => startCommand(t, 'emulators/lambda/index.ts', parameters);

test('the command serves the functions named on its line, and ends at SIGTERM', async (t) => {
  const command = run(t, '--function', `plain=${PLAIN}#handler,again=${PLAIN}`, '--port', '0');
  const { endpoint } = (await command.readyLine()) as { endpoint: string };
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new LambdaClient({ endpoint, region: 'us-east-1', credentials });
  t.after(() => client.destroy());

  const output = await client.send(new InvokeCommand({ FunctionName: 'again', Payload: '"hello"' }));
  command.child.kill('SIGTERM');

  assert.equal(output.Payload?.transformToString(), '{"received":"hello"}');
  assert.equal((await command.ended()).code, 0);
});

test('--help names every flag; a wrong line is told in one line', async (t) => {
  const [help, none, bad, missing] = await Promise.all(
    [['--help'], [], ['--function', 'no-module'], ['--function', 'a=/nowhere.mjs', '--port', '0']].map((parameters) =>
      run(t, ...parameters).ended(),
    ),
  );

  assert.deepEqual([help?.code, none?.code, bad?.code, missing?.code], [0, 2, 2, 1]);
  assert.match(
    help?.stdout ?? '',
    /--function <list>[\s\S]*--port <port>[\s\S]*--timeout-ms[\s\S]*--concurrency[\s\S]*--queue/,
  );
  assert.equal(none?.stderr, 'lambda: --function is needed: name=path/to/module.mjs#export\n');
  assert.equal(bad?.stderr, 'lambda: --function must be name=path/to/module.mjs#export, not "no-module"\n');
  assert.equal(missing?.stderr, 'lambda: function a: no module at /nowhere.mjs\n');
});
