import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { CommandFailure } from '../../../testkit/command/failure.ts';
import { ClientProcess } from '../../../tools/demo/client-process.ts';

/** From the folder of the clients. */
const PARROT = '../../test/tools/demo/parrot.ts';

interface Said {
  readonly kind: 'said';
  readonly words: string;
}

test('reports come back, and one that has come already is waited for no more', async (t) => {
  const taken: Said[] = [];
  const client = new ClientProcess<{ kind: 'say' }, Said>('a client', PARROT, { words: 'hello' }, (report) =>
    taken.push(report),
  );
  t.after(() => client.stop());
  client.send({ kind: 'say' });

  assert.equal((await client.first('said', 10_000)).words, 'hello');
  assert.equal((await client.first('said', 10_000)).words, 'hello');
  assert.equal(taken.length, 1);
});

test('a client that does not report in time is a failure that names it', async (t) => {
  const client = new ClientProcess<never, Said>('a client', PARROT, { words: '' }, () => {});
  t.after(() => client.stop());

  await assert.rejects(
    client.first('said', 10),
    new CommandFailure('a client: nothing within 0 s (waited for "said")'),
  );
});

test('a client that ends early is a failure, then and later', async () => {
  const client = new ClientProcess<never, Said>('a client', '../../test/tools/demo/absent.ts', {}, () => {});

  await assert.rejects(client.first('said', 10_000), /a client: its process ended early \(1\)/);
  await assert.rejects(client.first('said', 10_000), /a client: its process ended early \(1\)/);
  await client.stop();
});

test('an error nobody caught in a client is its failure', async () => {
  const client = new ClientProcess<never, Said>('a client', PARROT, { bug: true }, () => {});

  await assert.rejects(client.first('said', 10_000), /^CommandFailure: a client: a bug$/);
  await client.stop();
});

test('a client started by hand says what it is a part of', () => {
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--import', import.meta.resolve('tsx'), 'tools/demo/speaker.ts'],
    {
      encoding: 'utf8',
    },
  );

  assert.equal(status, 2);
  assert.equal(stderr, 'this is a part of the demo: npm run demo starts it\n');
});
