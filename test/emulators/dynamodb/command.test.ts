import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';

const COMMAND = join(import.meta.dirname, '../../../emulators/dynamodb/index.ts');

function run(t: TestContext, ...parameters: string[]) {
  const child = spawn(process.execPath, ['--import', 'tsx', COMMAND, ...parameters], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  t.after(() => child.kill('SIGKILL'));
  const text = { out: '' };
  child.stdout.on('data', (chunk) => {
    text.out += String(chunk);
  });
  const exit = once(child, 'close').then(([code]) => code as number);
  return { child, text, exit };
}

test('the command serves DynamoDB from a folder, and ends at SIGTERM', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'dynamodb-'));
  t.after(() => rm(folder, { recursive: true }));
  const { child, text, exit } = run(t, '--port', '0', '--data-folder', folder);
  await once(child.stdout, 'data');
  const { endpoint } = JSON.parse(text.out) as { endpoint: string };
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials });
  t.after(() => client.destroy());

  const { TableNames } = await client.send(new ListTablesCommand({}));
  child.kill('SIGTERM');

  assert.deepEqual(TableNames, []);
  assert.equal(await exit, 0);
});

test('--help names every flag', async (t) => {
  const { text, exit } = run(t, '--help');

  assert.equal(await exit, 0);
  assert.match(text.out, /--port <port>[\s\S]*--data-folder <path>/);
});
