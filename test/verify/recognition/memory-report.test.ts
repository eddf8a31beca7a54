import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryBound } from '../../../emulators/transcribe/engine-process/memory-bound.ts';
import { flatBoundMiB, memoryOf, memoryProblems } from '../../../verify/recognition/runs/memory-report.ts';

const MIB = 2 ** 20;
const quarterOf = (atMs: number) => Math.floor(atMs / 100);

/** MiB by pid, the endpoint's first. */
function sample(atMs: number, endpointMiB: number, engines: Readonly<Record<number, number>>) {
  const process = (pid: number, name: string, mebibytes: number) => ({
    pid,
    name,
    cpuMs: 0,
    pssBytes: mebibytes * MIB,
  });
  const others = Object.entries(engines).map(([pid, mebibytes]) => process(Number(pid), 'rostrum-asr', mebibytes));
  return { atMs, processes: [process(1, 'node', endpointMiB), ...others] };
}

const retireMiB = (loadedMiB: number) => Math.round(memoryBound({ baseBytes: loadedMiB * MIB }).retireBytes / MIB);

test('each process has its quarters and its bound, an engine that of the program with a little over', () => {
  const report = memoryOf(
    [
      sample(0, 50, { 2: 180 }),
      sample(150, 55, { 2: 380, 3: 20 }),
      sample(250, 56, { 3: 185 }),
      sample(390, 52, { 3: 200 }),
    ],
    quarterOf,
  );

  assert.deepEqual(report.memoryMiB, [230, 455, 241, 252]);
  assert.deepEqual(
    report.processes.map(({ pid, kind, mostMiB }) => [pid, kind, ...mostMiB]),
    [
      [1, 'endpoint', 50, 55, 56, 52],
      [2, 'engine', 180, 380, 0, 0],
      [3, 'engine', 0, 20, 185, 200],
    ],
  );
  const [endpoint, first, second] = report.processes.map(({ boundMiB }) => boundMiB);
  assert.equal(endpoint, flatBoundMiB(50));
  assert.equal(first, second, 'a process that was seen while it loaded has no other bound');
  assert.ok((first ?? 0) > retireMiB(180) && (first ?? 0) < retireMiB(180) * 1.2, `${first}`);
  assert.deepEqual(memoryProblems(report), []);
});

test('too much in any quarter is a problem, and not in the last alone', () => {
  const bound = memoryOf([sample(0, 50, { 2: 180 })], quarterOf).memoryBoundMiB;
  for (const quarter of [0, 1, 2, 3]) {
    const crowd = Object.fromEntries([3, 4, 5, 6].map((pid) => [pid, bound / 4]));
    const report = memoryOf([sample(0, 50, { 2: 180 }), sample(quarter * 100, 50, crowd)], quarterOf);

    assert.deepEqual(memoryProblems(report), [
      `memory: ${Math.round(bound) + 50} MiB in quarter ${quarter + 1}, over ${bound}`,
    ]);
  }
});

test('one process over its own bound is a problem, however little the others have', () => {
  const engine = memoryOf([sample(0, 50, { 2: 180, 3: 180 }), sample(150, 50, { 2: 60, 3: 450 })], quarterOf);
  const endpoint = memoryOf([sample(0, 50, { 2: 180 }), sample(150, flatBoundMiB(50) + 1, { 2: 180 })], quarterOf);

  assert.match(memoryProblems(engine).join(), /^memory: 450 MiB in process 3 \(engine\), over \d+$/);
  assert.match(memoryProblems(endpoint).join(), /^memory: 111 MiB in process 1 \(endpoint\), over 110$/);
});

test('a larger model may have more; an engine inside the endpoint is held to its first quarter', () => {
  const large = memoryOf([sample(0, 50, { 2: 900 }), sample(350, 50, { 2: 1_050 })], quarterOf);
  const inside = memoryOf([sample(0, 110, {}), sample(90, 300, {}), sample(350, 420, {})], quarterOf);

  assert.deepEqual(memoryProblems(large), []);
  assert.equal(inside.memoryBoundMiB, flatBoundMiB(300));
  assert.match(memoryProblems(inside).join(), /420 MiB in quarter 4, over 410/);
});

test('each speaker at once is room in an engine for what their voice detector takes', () => {
  const samples = [sample(0, 50, { 2: 180 })];
  const boundOf = (speakers: number) =>
    memoryOf(samples, quarterOf, speakers).processes.find(({ kind }) => kind === 'engine')?.boundMiB ?? 0;

  assert.ok(boundOf(10) > boundOf(0) + 100, `${boundOf(0)} and ${boundOf(10)} MiB`);
});
