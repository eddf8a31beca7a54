import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enduranceLines, fullHouseLines, minuteLine } from '../../recognition/report/lines.ts';
import {
  type EnduranceReport,
  enduranceProblems,
  memoryBoundOf,
  quartersOf,
  recyclesIn,
} from '../../recognition/runs/endurance-report.ts';

const GOOD: Omit<EnduranceReport, 'problems'> = {
  engine: 'Moonshine',
  minutes: 60,
  speakers: 2,
  memoryMiB: [400, 430, 420, 425],
  finalP90Ms: [650, 660, 640, 655],
  latestChunkMs: 20,
  recycles: 3,
  stable: { words: 9_000, revised: 0 },
  unanswered: 4,
  errors: { words: 18_000, substitutions: 500, deletions: 100, insertions: 120, rate: 0.04 },
  failures: [],
};
const problems = (changes: Partial<EnduranceReport>) => enduranceProblems({ ...GOOD, ...changes }).join();

test('a talk that stays as it was has no problem, and each problem is told', () => {
  assert.equal(problems({}), '');
  assert.equal(problems({ memoryMiB: [400, 900, 500, memoryBoundOf(400)] }), '');
  assert.match(problems({ memoryMiB: [400, 430, 420, memoryBoundOf(400) + 1] }), /memory: 531 MiB .* over 530/);
  assert.match(problems({ finalP90Ms: [650, 700, 900, 1_151] }), /grew from 650 to 1151/);
  assert.match(problems({ finalP90Ms: [650, 700, undefined, undefined] }), /no finals in the last quarter/);
  assert.match(problems({ latestChunkMs: 2_001 }), /held back for 2001 ms/);
  assert.match(problems({ failures: ['InternalFailureException: gone'] }), /gone/);
});

test('quarters are in order and miss nothing', () => {
  assert.deepEqual(quartersOf([1, 2, 3, 4, 5, 6, 7, 8]), [
    [1, 2],
    [3, 4],
    [5, 6],
    [7, 8],
  ]);
  assert.deepEqual(quartersOf([1, 2, 3]).flat(), [1, 2, 3]);
  assert.deepEqual(quartersOf([]), [[], [], [], []]);
});

test('a process that was there and is no more was recycled', () => {
  const sample = (...pids: number[]) => ({ processes: pids.map((pid) => ({ pid })) });

  assert.equal(recyclesIn([sample(1, 2), sample(1, 2, 3), sample(1, 3), sample(1, 4)]), 2);
  assert.equal(recyclesIn([]), 0);
});

test('lines say what is in a report', () => {
  const text = enduranceLines({ ...GOOD, problems: [] }).join('\n');

  assert.match(text, /Moonshine, 2 speakers for 60 min/);
  assert.match(text, /400 \/ 430 \/ 420 \/ 425 MiB .* 530/);
  assert.match(text, /3 recycled/);
  assert.match(text, /4\.0 % of 18000 wrong \(500 other, 100 missing, 120 too many\)/);
  assert.match(
    minuteLine({ minute: 7, processes: [{ pid: 9, name: 'node', mebibytes: 88 }], recycles: 1, finalP90Ms: 640 }),
    /7 min {2}node 9: 88 MiB; final p90 0\.64 s; 1 recycled/,
  );
  const house = fullHouseLines({
    engine: 'Moonshine',
    speakers: [
      { recordings: 9, worstMs: 800, unanswered: 0, error: undefined },
      { recordings: 9, worstMs: undefined, unanswered: 9, error: 'Gone: away' },
    ],
    nextOne: { refusal: 'LimitExceededException', afterMs: 12 },
    problems: [],
  });
  assert.match(
    house.join('\n'),
    /speaker {2}1 {2}9 recordings, longest wait for a final 0\.80 s.*\nspeaker {2}2 {2}Gone: away/,
  );
  assert.match(house.join('\n'), /LimitExceededException after 12 ms/);
});
