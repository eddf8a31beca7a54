import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { type TestContext, test } from 'node:test';
import { readModes } from '../../../pipeline/engines/apertium-modes.ts';
import { ApertiumProcess, type ApertiumProcessOptions } from '../../../pipeline/engines/apertium-process.ts';

const PATH = process.env.PATH ?? '';
/** Echoes each frame in upper case: what a translation pipeline is on the wire, without its words. */
const UPPER = `node -e "process.stdin.on('data',(b)=>process.stdout.write(b.toString().toUpperCase()))"`;

function start(t: TestContext, options: Partial<ApertiumProcessOptions>): ApertiumProcess {
  const process = new ApertiumProcess({ stages: [UPPER], path: PATH, deadlineMs: 5_000, maxWaiting: 64, ...options });
  t.after(() => process.close());
  return process;
}

test('frames come back in the order they were given', async (t) => {
  const process = start(t, {});

  const frames = Array.from({ length: 20 }, (_, i) => `frame ${i}`);

  assert.deepEqual(
    await Promise.all(frames.map((frame) => process.run(frame))),
    frames.map((frame) => frame.toUpperCase()),
  );
});

test('a killed process is started again and the interrupted frame answered', async (t) => {
  const pipeline = start(t, {});
  await pipeline.run('first');
  const { pid } = pipeline;
  assert.ok(pid !== undefined);

  process.kill(-pid, 'SIGKILL');
  const answers = await Promise.all([pipeline.run('second'), pipeline.run('third')]);

  assert.deepEqual(answers, ['SECOND', 'THIRD']);
  assert.notEqual(pipeline.pid, pid);
});

test('a killed Apertium, and one that lost a stage, are started again without a word lost', async (t) => {
  const mode = readModes('/usr/share/apertium/modes', PATH, assert.fail).find(({ name }) => name === 'eng-spa.mode');
  const spanish = start(t, { stages: mode?.stages ?? [] });
  const words = ['one', 'two', 'three', 'four', 'five', 'six'];
  const translateAll = () => Promise.all(words.map((word) => spanish.run(`${word}.`)));
  const before = await translateAll();

  const first = spanish.pid ?? 0;
  process.kill(-first, 'SIGKILL');
  assert.deepEqual(await translateAll(), before);

  const pids = [first];
  for (const stage of ['apertium-tagger', 'lrx-proc', 'apertium-transf', 'lt-proc']) {
    const group = spanish.pid ?? 0;
    pids.push(group);
    const victims = execFileSync('pgrep', ['-g', String(group), stage])
      .toString()
      .trim()
      .split('\n');
    process.kill(Number(victims.at(-1)), 'SIGKILL');
    assert.deepEqual(await translateAll(), before, stage);
  }
  assert.equal(new Set([...pids, spanish.pid]).size, 6);
});

test('a pipeline that dies of every frame fails each of them after a second try, and goes on', async (t) => {
  const process = start(t, { stages: [`read -r x; exit 3`] });

  const outcomes = await Promise.allSettled([process.run('one\n'), process.run('two\n')]);

  for (const outcome of outcomes) {
    assert.equal(outcome.status, 'rejected');
    assert.match(String(outcome.reason), /Apertium ended without an answer/);
  }
});

test('a program that does not exist fails the frame', async (t) => {
  await assert.rejects(start(t, { stages: ['no-such-program -z'] }).run('x'), /ended without an answer/);
  await assert.rejects(start(t, { path: '/nonexistent' }).run('x'), /ended without an answer/);
});

test('a frame that is not answered in time is given up, and the next has a fresh process', async (t) => {
  // Answers everything but a frame that says hang.
  const command = `node -e "process.stdin.on('data',(b)=>String(b).includes('hang')||process.stdout.write(b))"`;
  const process = start(t, { stages: [command], deadlineMs: 2_000 });
  await process.run('warm');
  const { pid } = process;

  const hanging = process.run('hang');
  const behind = process.run('behind');

  await assert.rejects(hanging, /did not answer within 2000 ms/);
  await assert.rejects(behind, /did not answer within 2000 ms/);
  assert.equal(await process.run('after'), 'after');
  assert.notEqual(process.pid, pid);
});

test('an answer too many puts the pipeline out of step, so it is started again', async (t) => {
  const process = start(t, {
    stages: [`node -e "process.stdin.on('data',(b)=>process.stdout.write(Buffer.concat([b,b])))"`],
  });

  await assert.rejects(process.run('x'), /ended without an answer/);
});

test('an endless answer is cut off', async (t) => {
  const process = start(t, { stages: ['yes'] });

  await assert.rejects(process.run('x'), /ended without an answer/);
});

test('over its bound a frame is refused at once', async (t) => {
  const process = start(t, { maxWaiting: 1 });

  const [first, second, third] = [process.run('1'), process.run('2'), process.run('3')];

  await assert.rejects(third, /Too many requests are waiting/);
  assert.deepEqual(await Promise.all([first, second]), ['1', '2']);
});

test('closing rejects what is left and takes nothing more', async (t) => {
  const process = start(t, {});
  await process.run('first');

  const left = Promise.allSettled([process.run('a'), process.run('b')]);
  await process.close();

  assert.deepEqual(
    (await left).map(({ status }) => status),
    ['rejected', 'rejected'],
  );
  await assert.rejects(process.run('c'), /closed/);
  assert.equal(process.pid, undefined);
});
