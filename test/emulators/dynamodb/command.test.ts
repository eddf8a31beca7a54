import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { startCommand } from '../../support/command.ts';

const run = (t: TestContext, ...parameters: string[]) => startCommand(t, 'emulators/dynamodb/index.ts', parameters);

test('the command serves DynamoDB from a folder, and ends at SIGTERM', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'dynamodb-'));
  t.after(() => rm(folder, { recursive: true }));
  const command = run(t, '--port', '0', '--data-folder', folder);
  const { endpoint } = (await command.readyLine()) as { endpoint: string };
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials });
  t.after(() => client.destroy());

  const { TableNames } = await client.send(new ListTablesCommand({}));
  command.child.kill('SIGTERM');

  assert.deepEqual(TableNames, []);
  assert.equal((await command.ended()).code, 0);
});

test('--help names every flag', async (t) => {
  const command = run(t, '--help');

  assert.equal((await command.ended()).code, 0);
  assert.match(command.output.stdout, /--port <port>[\s\S]*--data-folder <path>/);
});
