/** The compiled pipeline as pipeline/README.md deploys it: two folders and the packages, in a process of their own. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import { builtProgram } from '../../testkit/programs/built-program.ts';
import { startConnectionsTable } from '../support/pipeline/connections-table.ts';
import { startDeliveryServer } from '../support/pipeline/delivery-server.ts';
import { payload } from '../support/pipeline/payloads.ts';

const run = promisify(execFile);

/** As Lambda does: imports the file, calls the function. */
const RUNTIME = `
const [file, name, payload] = process.argv.slice(1);
const module = await import(file);
const answer = await module[name](JSON.parse(payload));
process.stdout.write('answer ' + JSON.stringify(answer) + '\\n');
await module.close();`;

test('what the README says to copy is all that the function needs', async (t) => {
  const { folder, invoke } = await deploy(t);
  const [table, api] = await Promise.all([startConnectionsTable(), startDeliveryServer()]);
  t.after(() => Promise.all([table.close(), api.close()]));
  await table.join('golden-eagle-427', 'es', ['ana']);
  const environment = { AWS_ENDPOINT_URL_DYNAMODB: table.endpoint, DELIVERY_ENDPOINT: api.endpoint };

  const summary = await invoke(payload(), environment);

  assert.deepEqual((await readdir(folder)).sort(), ['node_modules', 'package.json', 'pipeline', 'src']);
  assert.equal((summary as { languages: { outcome: string }[] }).languages[0]?.outcome, 'spoken');
  assert.match(api.heardBy('ana')[0]?.text ?? '', /^buenos días mis amigos$/i);
  assert.ok(Buffer.from(api.heardBy('ana')[0]?.audioData ?? '', 'base64').length > 16_000, 'over half a second');
});

async function deploy(t: TestContext) {
  await builtProgram('server');
  const readme = await readFile('pipeline/README.md', 'utf8');
  const copy = /^mkdir -p (\S+) && cp -r .*$/m.exec(readme);
  const handler = /--handler (\S+)\.(\w+) /.exec(readme);
  assert.ok(copy?.[1] && handler?.[2], 'the README says how to deploy');
  const checkout = await mkdtemp(join(tmpdir(), 'rostrum-pipeline-'));
  t.after(() => rm(checkout, { recursive: true }));
  await symlink(resolve('dist'), join(checkout, 'dist'));
  await run('sh', ['-c', copy[0]], { cwd: checkout });
  const folder = join(checkout, copy[1]);
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  await mkdir(join(folder, 'node_modules'));
  await Promise.all(
    ['@aws-sdk', '@opentelemetry'].map((name) =>
      symlink(resolve('node_modules', name), join(folder, 'node_modules', name)),
    ),
  );
  const invoke = async (event: object, environment: Readonly<Record<string, string>>): Promise<unknown> => {
    const args = ['--input-type=module', '-e', RUNTIME, join(folder, `${handler[1]}.js`), handler[2] ?? ''];
    const { stdout } = await run(process.execPath, [...args, JSON.stringify(event)], {
      cwd: folder,
      env: {
        PATH: process.env.PATH,
        ENGINES: 'local',
        AWS_REGION: 'us-east-1',
        AWS_ACCESS_KEY_ID: 'test',
        AWS_SECRET_ACCESS_KEY: 'test',
        ...environment,
      },
    });
    return JSON.parse(/^answer (.*)$/m.exec(stdout)?.[1] ?? 'null');
  };
  return { folder, invoke };
}
