import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Recording } from '../../../verify/recognition/corpora/recording.ts';
import { MeasuredEndpoint } from '../../../verify/recognition/runs/endpoint.ts';
import { endure } from '../../../verify/recognition/runs/endurance.ts';
import { fillHouse } from '../../../verify/recognition/runs/full-house.ts';
import { measureEngine } from '../../../verify/recognition/runs/measure-engine.ts';
import { processTree, totalsOf } from '../../../verify/recognition/runs/process-tree.ts';

/** It hears nothing, and says the same words whoever speaks: what is measured here is the measuring. */
const SCRIPT = { name: 'Script', asr: 'script', stability: 'high' } as const;
const signal = new AbortController().signal;

function loud(id: string, seconds: number): Recording {
  const samples = Int16Array.from({ length: seconds * 16_000 }, (_, i) => 9_000 * Math.sin(i / 10));
  return { id, kind: 'people', text: 'nothing of this is recognised', samples };
}

const RECORDINGS = [loud('a', 2), loud('b', 3)];
const SHORT = [loud('d', 1)];

test('an endpoint is measured with all its processes, and its failure to start is one line', async (t) => {
  const endpoint = await MeasuredEndpoint.start({ asr: 'script', maxStreams: 1 });
  t.after(() => endpoint.stop());

  const tree = processTree(endpoint.pid);
  assert.ok(tree.length >= 1);
  assert.ok(totalsOf(tree).pssBytes > 10 * 2 ** 20, 'Node alone takes as much');
  assert.ok(endpoint.cpuMs > 0);
  // Taken once: every look is a new one, and Node grows between two of them.
  const { peakBytes, lastBytes } = endpoint.memory;
  assert.ok(lastBytes > 10 * 2 ** 20 && peakBytes >= lastBytes, `${peakBytes} ${lastBytes}`);
  await assert.rejects(
    MeasuredEndpoint.start({ asr: 'sherpa:/nowhere/at/all', maxStreams: 1 }),
    (error: Error) => !error.message.includes('\n') && error.message.includes('/nowhere/at/all'),
  );
});

test('a process that is gone has no tree', () => {
  assert.deepEqual(processTree(2 ** 22 + 1), []);
});

test('recordings are spoken, and what came is counted by kind', async () => {
  const told: string[] = [];
  const beganAt = performance.now();
  const report = await measureEngine(SCRIPT, {
    recordings: [...RECORDINGS, { ...loud('c', 2), kind: 'synthetic' }],
    atOnce: 3,
    alone: 0,
    signal,
    progress: (done, all) => told.push(`${done}/${all}`),
  });

  assert.deepEqual(told, ['1/3', '2/3', '3/3']);
  assert.deepEqual(
    report.recordings.map(({ id }) => id),
    ['a', 'b', 'c'],
  );
  assert.equal(report.errors.people?.words, 10);
  assert.equal(report.errors.synthetic?.words, 5);
  assert.ok((report.errors.people?.rate ?? 0) > 0.5, 'the script says something else');
  assert.ok(report.lags.partial.count > 3);
  // How small they are is the machine's; on one clock with what was sent, none is longer than all of it took.
  const { p50Ms = Number.NaN, p90Ms = Number.NaN } = report.lags.partial;
  assert.ok(p50Ms <= p90Ms && p90Ms < performance.now() - beganAt, `${p50Ms} ${p90Ms}`);
});

test('with all seats taken everybody is heard, and the next one is told so', async () => {
  const report = await fillHouse(SCRIPT, { speakers: 2, seconds: 7, recordings: RECORDINGS, signal });

  assert.equal(report.speakers.length, 2);
  assert.equal(report.nextOne.refusal, 'LimitExceededException');
  assert.deepEqual(report.problems, []);
});

test('a long talk is judged by its quarters', async () => {
  const report = await endure(SCRIPT, { minutes: 0.1, speakers: 1, recordings: SHORT, signal, minute: () => {} });

  assert.equal(report.memoryMiB.length, 4);
  assert.ok((report.memoryMiB[0] ?? 0) > 10);
  assert.equal(report.recycles, 0);
  assert.deepEqual(report.failures, []);
  assert.equal(report.errors.words, 15, 'three recordings of five words');
});
