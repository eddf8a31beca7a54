import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { freePorts } from '../../../testkit/programs/free-ports.ts';
import { Program, type ProgramOptions } from '../../../testkit/programs/program.ts';

function start(t: TestContext, script: string, options: Partial<ProgramOptions> = {}): Program {
  const program = new Program({ args: ['-e', script], environment: {}, ...options });
  t.after(async () => {
    await program.stop({ signal: 'SIGKILL' });
  });
  return program;
}

const FOR_EVER = 'setInterval(() => {}, 1_000);';

test('every line of both streams is told, and what was written is there at the end', async (t) => {
  const heard: string[] = [];
  const onLine: ProgramOptions['onLine'] = (line, stream) => heard.push(`${stream}: ${line}`);

  const ended = await start(t, 'console.log("a\\nb"); console.error("c"); process.exitCode = 3;', { onLine }).ended();

  assert.deepEqual(ended, { code: 3, stdout: 'a\nb\n', stderr: 'c\n' });
  assert.deepEqual(heard.sort(), ['stderr: c', 'stdout: a', 'stdout: b']);
});

test('the ready line is the first line, whenever it is asked for', async (t) => {
  const program = start(t, `console.log('{"port":1}'); console.log('{"port":2}'); ${FOR_EVER}`);

  assert.deepEqual(await program.readyLine(), { port: 1 });
  assert.deepEqual(await program.readyLine(), { port: 1 });
});

test('another line than the first is found by what it says', async (t) => {
  const program = start(t, `console.log('hello'); console.log('port 2'); ${FOR_EVER}`);

  assert.equal(await program.lineThat((line) => /^port (\d)$/.exec(line)?.[1]), '2');
});

test('a program that ends before it is ready is told of with what it wrote', async (t) => {
  const program = start(t, 'console.error("no such port"); process.exitCode = 3;');

  await assert.rejects(program.readyLine(), { message: 'it ended with 3: no such port' });
  await assert.rejects(program.answers('http://127.0.0.1:1/'), { message: 'it ended with 3: no such port' });
});

test('a program that says nothing is not waited for without end', async (t) => {
  const program = start(t, FOR_EVER);

  await assert.rejects(program.readyLine(1), { message: 'not ready: ' });
});

test('an address is waited for until it answers well', async (t) => {
  const [port] = await freePorts(1);
  const program = start(
    t,
    `let asked = 0;
     require('http').createServer((_, r) => r.writeHead(asked++ < 2 ? 503 : 200).end()).listen(${port}, '127.0.0.1');`,
  );

  await program.answers(`http://127.0.0.1:${port}/`);

  assert.equal(program.isAlive, true);
});

test('a program that does not end at SIGTERM is killed after its time, and one that has ended is left alone', async (t) => {
  const program = start(t, `process.on('SIGTERM', () => {}); console.log('ready'); ${FOR_EVER}`);
  await program.lineThat((line) => line);

  assert.equal(await program.stop({ withinMs: 1 }), null);
  assert.equal(await program.closed, 'SIGKILL');
  assert.equal(program.isAlive, false);
  assert.equal(await program.stop(), null);
});

test('a program that is not there has ended, with the reason', async (t) => {
  const program = start(t, '', { path: '/nowhere/at-all' });

  assert.match(await program.closed, /spawn \/nowhere\/at-all ENOENT/);
  assert.equal(program.isAlive, false);
  assert.equal(await program.exited, null);
});

test('of a program that writes without end only the beginning is kept, and the newest lines', async (t) => {
  const program = start(t, 'for (let i = 0; i < 1000; i += 1) console.log(String(i).padStart(9, "0"));', {
    maxOutput: 10,
  });

  const { stdout } = await program.ended();

  assert.ok(stdout.startsWith('000000000\n'));
  assert.equal(program.lastLines.length, 50);
  assert.equal(program.lastLines.at(-1), '000000999');
});
