import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toQuantiles } from '../../../../testkit/measure/quantiles.ts';
import {
  busiestThreadHolds,
  type HeldRun,
  sentencesOf,
  toHeldRun,
  toMarkdown,
  toTerminal,
  toVerdict,
  type VariantResult,
} from '../../../../verify/bench/more-cores/result.ts';
import { nextSessions } from '../../../../verify/bench/more-cores/session-search.ts';
import {
  ONE_PROCESS,
  THREADS_EACH,
  THREADS_TOGETHER,
  TWO_PROCESSES,
  type Variant,
  WIDE_PROCESS,
} from '../../../../verify/bench/more-cores/variants.ts';
import { STEADY } from '../../../../verify/bench/rig-options.ts';
import type { RunReport } from '../../../../verify/bench/run-report.ts';

interface Run {
  readonly p99Ms?: number;
  readonly percentOfCore?: number;
  readonly doubts?: readonly string[];
}

const SPLIT = { mainThreadPercent: 50, upstreamThreadPercent: 40, throttledPercent: 0 };

function report(sessions: number, { p99Ms = 20, percentOfCore = 38, doubts = [] }: Run = {}): RunReport {
  return {
    options: { ...STEADY, sessions },
    cpu: { msPerAudioSecond: 2.8, usPerChunk: 280, percentOfCore, strangersPercent: 0 },
    receiptToTranscribe: undefined,
    sentToTranscribe: toQuantiles([p99Ms]),
    transcriptToLambda: undefined,
    memoryMib: { rss: 1, heapUsed: 1, external: 1, arrayBuffers: 1 },
    counts: {
      ...{ chunks: 1, acknowledged: 1, dropped: 0, lost: 0 },
      ...{ upstreamEvents: 1, transcripts: 1, lambdaCalls: 1, heard: 1 },
    },
    generator: { lateness: toQuantiles([1]), percentOfCore: 20 },
    notes: [],
    doubts,
    faults: [],
  };
}

function found(variant: Variant, held: number, beyond: Run = { p99Ms: 400 }): VariantResult {
  const runs = [report(held), report(held + 10, beyond)].map((each) => toHeldRun(each, variant, 40, SPLIT));
  return { variant, runs };
}

test('threads are enough when they hold one and a half times the sessions with twice the share', () => {
  const alone = found(ONE_PROCESS, 120);

  assert.deepEqual(toVerdict(alone, found(THREADS_EACH, 180)), { ratio: 1.5, isEnough: true });
  assert.equal(toVerdict(alone, found(THREADS_EACH, 170)).isEnough, false);
});

test('a generator that gave out first decides nothing against threads', () => {
  const late = { doubts: ['the generator was late'] };

  assert.equal(toVerdict(found(ONE_PROCESS, 120), found(THREADS_EACH, 170, late)).isEnough, undefined);
  assert.equal(toVerdict({ variant: ONE_PROCESS, runs: [] }, found(THREADS_EACH, 170)).isEnough, undefined);
});

test('threads that held none decide nothing while fewer were not tried', () => {
  const none = (sessions: number): VariantResult => ({
    variant: THREADS_EACH,
    runs: [toHeldRun(report(sessions, { p99Ms: 400 }), THREADS_EACH, 40, SPLIT)],
  });

  assert.equal(toVerdict(found(ONE_PROCESS, 100), none(160)).isEnough, undefined);
  assert.equal(toVerdict(found(ONE_PROCESS, 100), none(150)).isEnough, false);
});

test('what is used is counted against the share: with a share for each thread, the busier one’s', () => {
  const full = report(200, { percentOfCore: 60 });

  assert.equal(toHeldRun(full, TWO_PROCESSES, 40, SPLIT).usedPercent, 75);
  assert.equal(toHeldRun(full, THREADS_TOGETHER, 40, SPLIT).usedPercent, 75);
  assert.equal(toHeldRun(full, THREADS_EACH, 40, { ...SPLIT, upstreamThreadPercent: 60 }).usedPercent, 90);
});

test('what the busier thread would hold with one share follows from what it used of two', () => {
  const runs = [toHeldRun(report(200, { percentOfCore: 80 }), THREADS_TOGETHER, 40, SPLIT)];

  assert.equal(Math.round(busiestThreadHolds(runs, 40) ?? 0), 167);
  assert.equal(busiestThreadHolds([], 40), undefined);
});

test('the table shows each variant with its limit, and the verdict is by a share for each thread', () => {
  const results = [
    found(ONE_PROCESS, 120),
    found(WIDE_PROCESS, 220),
    found(THREADS_TOGETHER, 200),
    found(THREADS_EACH, 150),
    found(TWO_PROCESSES, 240),
  ];
  const text = toTerminal(results, 40).join('\n');

  assert.match(text, /one process +40 +120 +20 +2\.80 +50 \/ 40 +1\.00/);
  assert.match(text, /with two shares +80 +220 /);
  assert.match(text, /both together +80 +200 /);
  assert.match(text, /each thread +2 x 40 +150 .*1\.25/);
  assert.match(text, /two processes.* 2 x 40 +240 .*2\.00/);
  assert.match(text, /hold 1\.25 times .*1\.5 times: not enough/);
  assert.match(text, /one process: with 130, p99 400 ms with 95 % of the share used/);
  assert.match(toMarkdown(results, 40, { command: 'npm run x', day: '2026-01-01' }), /`npm run x`\.\n\n\| {2}\|/);
});

test('sessions that could not join are told with the reason', () => {
  const refused: HeldRun = {
    ...{ sessions: 300, isHeld: false, usedPercent: 100, outcome: 'no session' },
    ...{ report: undefined, split: undefined },
  };

  assert.match(sentencesOf([{ variant: ONE_PROCESS, runs: [refused] }]).join(' '), /with 300, no session/);
});

const SEARCH = { first: 118, step: 10, mostTries: 5 };
const tried = (sessions: number, isHeld: boolean, usedPercent = 80) => ({ sessions, isHeld, usedPercent });

test('the search begins with what is expected, to a step', () => {
  assert.equal(nextSessions([], SEARCH), 120);
});

test('after a run that held it goes on by what a session costs, and at least a step', () => {
  assert.equal(nextSessions([tried(120, true, 76)], SEARCH), 150);
  assert.equal(nextSessions([tried(120, true, 95)], SEARCH), 130);
});

test('after a run that did not hold it goes back, and then halves the gap', () => {
  assert.equal(nextSessions([tried(120, false, 100)], SEARCH), 100);
  assert.equal(nextSessions([tried(120, true), tried(160, false)], SEARCH), 140);
});

test('the search ends at a gap of one step, or after enough tries', () => {
  assert.equal(nextSessions([tried(120, true), tried(130, false)], SEARCH), undefined);
  assert.equal(
    nextSessions(
      [120, 130, 140, 150, 160].map((sessions) => tried(sessions, true)),
      SEARCH,
    ),
    undefined,
  );
});
