import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freePorts } from '../../../testkit/programs/free-ports.ts';
import { TracedProgram } from '../../../tools/trace/program.ts';

const start = (script: string, lines: string[] = []) =>
  new TracedProgram({
    name: 'the program',
    path: process.execPath,
    args: ['-e', script],
    environment: {},
    onLine: (line) => lines.push(line),
  });

test('a program is ready when its address answers well, and ends when it is told to', async (t) => {
  const [port] = await freePorts(1);
  const lines: string[] = [];
  const program = start(
    `let asked = 0;
     require('http').createServer((_, r) => r.writeHead(asked++ < 2 ? 503 : 200).end()).listen(${port}, '127.0.0.1');
     console.log('here'); console.error('there');`,
    lines,
  );
  t.after(() => program.stop());

  await program.answers(`http://127.0.0.1:${port}/`);
  program.died.catch(() => {});
  await program.stop();
  await program.stop();

  assert.deepEqual(lines.sort(), ['here', 'there']);
  await assert.rejects(program.died, /^CommandFailure: the program ended \(SIGTERM\)/);
});

test('one that ends before it is ready is told of with its last line', async () => {
  const program = start('console.error("no such port"); process.exitCode = 3;');

  await assert.rejects(program.answers('http://127.0.0.1:1/'), {
    name: 'CommandFailure',
    message: 'the program ended (3): no such port',
  });
});

test('one that is not there is told of', async () => {
  const program = new TracedProgram({
    name: 'the program',
    path: '/nowhere/at-all',
    args: [],
    environment: {},
    onLine: () => {},
  });

  await assert.rejects(
    program.died,
    /^CommandFailure: the program ended \(spawn \/nowhere\/at-all ENOENT\): it said nothing$/,
  );
  await program.stop();
});
