import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Recording } from '../../../verify/recognition/corpora/recording.ts';
import { enduranceLines, fullHouseLines, minuteLine } from '../../../verify/recognition/report/lines.ts';
import { toEnduranceReport } from '../../../verify/recognition/runs/endurance.ts';
import {
  type EnduranceReport,
  enduranceProblems,
  quarterAt,
  recyclesIn,
} from '../../../verify/recognition/runs/endurance-report.ts';
import { StreamLedger } from '../../../verify/recognition/scoring/stream-ledger.ts';
import { Pacing } from '../../../verify/recognition/speaking/speak.ts';
import { Track } from '../../../verify/recognition/speaking/track.ts';

const GOOD: Omit<EnduranceReport, 'problems'> = {
  engine: 'Moonshine',
  minutes: 60,
  speakers: 2,
  heard: 'people',
  recordings: 800,
  memoryMiB: [400, 430, 420, 425],
  memoryBoundMiB: 700,
  processes: [{ pid: 7, name: 'rostrum-asr', kind: 'engine', mostMiB: [350, 380, 370, 375], boundMiB: 419 }],
  finals: [200, 201, 199, 200],
  finalP90Ms: [650, 660, 640, 655],
  latestChunkMs: 20,
  recycles: 3,
  stable: { words: 9_000, revised: 0 },
  unanswered: 0,
  errors: { words: 18_000, substitutions: 500, deletions: 100, insertions: 120, rate: 0.04 },
  failures: [],
};
const problems = (changes: Partial<EnduranceReport>) => enduranceProblems({ ...GOOD, ...changes }).join();

test('a talk that stays as it was has no problem, and each problem is told', () => {
  assert.equal(problems({}), '');
  assert.match(problems({ memoryMiB: [400, 701, 420, 425] }), /memory: 701 MiB in quarter 2, over 700/);
  const process = {
    pid: 7,
    name: 'rostrum-asr',
    kind: 'engine',
    mostMiB: [350, 380, 420, 375],
    boundMiB: 419,
  } as const;
  assert.match(problems({ processes: [process] }), /memory: 420 MiB in process 7 \(engine\), over 419/);
  assert.match(problems({ finalP90Ms: [650, 700, 900, 1_151] }), /grew from 650 to 1151/);
  for (const quarter of [0, 1, 2, 3]) {
    const finals = GOOD.finals.with(quarter, 0);
    assert.equal(
      problems({ finals, finalP90Ms: GOOD.finalP90Ms.with(quarter, null) }),
      `no finals in quarter ${quarter + 1}`,
    );
  }
  assert.match(problems({ unanswered: 1 }), /1 of 800 recordings got no final/);
  assert.match(problems({ stable: { words: 9_000, revised: 1 } }), /1 of 9000 stable words were revised/);
  assert.match(problems({ stable: { words: 0, revised: 0 } }), /no word was called stable/);
  assert.equal(problems({ errors: { ...GOOD.errors, rate: 0.12 } }), '');
  assert.match(problems({ errors: { ...GOOD.errors, rate: 0.121 } }), /word error 12\.1 %, over 12 %/);
  assert.match(problems({ heard: 'synthetic' }), /word error on people: not shown/);
  assert.match(problems({ latestChunkMs: 2_001 }), /held back for 2001 ms/);
  assert.match(problems({ failures: ['InternalFailureException: gone'] }), /gone/);
});

test('what is judged is all in the JSON document: read again it is judged alike', () => {
  for (const changes of [
    {},
    { finals: [200, 0, 199, 0], finalP90Ms: [650, null, 640, null] },
    { finalP90Ms: [650, 700, 900, 1_151], unanswered: 2, memoryMiB: [900, 1, 1, 1] },
  ]) {
    const report = { ...GOOD, ...changes };
    assert.deepEqual(enduranceProblems(JSON.parse(JSON.stringify(report))), enduranceProblems(report));
  }
});

test('quarters are of the time', () => {
  const quarters = [0, 14.9, 15, 30, 44.9, 45, 59.9].map((minute) => quarterAt(5_000 + minute * 60_000, 5_000, 60));

  assert.deepEqual(quarters, [0, 0, 1, 2, 2, 3, 3]);
  assert.equal(quarterAt(4_000, 5_000, 60), 0);
  assert.equal(quarterAt(5_000 + 61 * 60_000, 5_000, 60), 3);
});

const MINUTES = 4;
const START_MS = 1_000;

/** One speaker of four minutes, a recording every four seconds, each with its final 500 ms later, unless the engine is deaf. */
function talk(isDeafAt: (minute: number) => boolean): EnduranceReport {
  const samples = Int16Array.from({ length: 48_000 }, (_, i) => 9_000 * Math.sin(i / 10));
  const recording: Recording = { id: 'a', kind: 'people', text: 'good morning to everybody', samples };
  const track = new Track(
    Array.from({ length: MINUTES * 15 }, () => recording),
    { leadMs: 0, gapMs: 1_000, tailMs: 0 },
  );
  const sentAtMs = (sample: number) => START_MS + sample / 16;
  const ledger = new StreamLedger();
  for (const { start, lastVoiced } of track.placed) {
    const atMs = sentAtMs(lastVoiced) + 500;
    if (isDeafAt((atMs - START_MS) / 60_000)) continue;
    const Items = recording.text.split(' ').map((Content) => ({ Content, Stable: true }));
    const result = {
      ResultId: String(start),
      StartTime: start / 16_000,
      EndTime: lastVoiced / 16_000,
      Alternatives: [{ Transcript: recording.text, Items }],
    };
    ledger.take([{ ...result, IsPartial: true }], atMs - 200);
    ledger.take([{ ...result, IsPartial: false }], atMs);
  }
  const memory = [0, 1, 2, 3].map((minute) => ({
    atMs: START_MS + minute * 60_000,
    processes: [{ pid: 1, name: 'node', cpuMs: 0, pssBytes: 50 * 2 ** 20 }],
  }));
  const spoken = { error: undefined, sentAtMs, latestMs: 0 };
  const outcome = { track, ledger, pacing: new Pacing(), spoken, lags: ledger.lags(track, sentAtMs) };
  return toEnduranceReport({ name: 'Moonshine', asr: 'moonshine', stability: 'high' }, MINUTES, START_MS, memory, [
    outcome,
  ]);
}

test('an engine that goes deaf fails: for a quarter of the time, for good, or for a single recording', () => {
  const good = talk(() => false);
  assert.deepEqual(good.problems, []);
  assert.deepEqual(good.finals, [15, 15, 15, 15]);
  assert.deepEqual(
    good.finalP90Ms.map((ms) => ms && Math.round(ms)),
    [500, 500, 500, 500],
  );

  const quarter = talk((minute) => minute > 1 && minute < 2.02);
  assert.match(quarter.problems.join(), /no finals in quarter 2,15 of 60 recordings got no final,word error 25\.0 %/);
  const end = talk((minute) => minute > 2.5);
  assert.match(end.problems.join(), /no finals in quarter 4/);
  const once = talk((minute) => minute > 1.5 && minute < 1.57);
  assert.deepEqual(once.problems, ['1 of 60 recordings got no final']);
});

test('a process that was there and is no more was recycled', () => {
  const sample = (...pids: number[]) => ({ processes: pids.map((pid) => ({ pid })) });

  assert.equal(recyclesIn([sample(1, 2), sample(1, 2, 3), sample(1, 3), sample(1, 4)]), 2);
  assert.equal(recyclesIn([]), 0);
});

test('lines say what is in a report', () => {
  const text = enduranceLines({ ...GOOD, problems: [] }).join('\n');

  assert.match(text, /Moonshine, 2 speakers for 60 min/);
  assert.match(text, /400 \/ 430 \/ 420 \/ 425 MiB .* bound 700/);
  assert.match(text, /in each quarter \(n = 200 \/ 201 \/ 199 \/ 200\)/);
  assert.match(text, /0 of 800 recordings \(people\) without a final/);
  assert.match(text, /engine at most 380 MiB, bound 419/);
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
