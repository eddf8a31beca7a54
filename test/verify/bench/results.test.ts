import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MetricsPage } from '../../../testkit/measure/metrics-page.ts';
import { toQuantiles } from '../../../testkit/measure/quantiles.ts';
import { withMeasured } from '../../../testkit/text/measured-page.ts';
import { type BenchResult, faultsOf, nextToTry, toCapacity } from '../../../verify/bench/bench-result.ts';
import { toMarkdown, toTerminal } from '../../../verify/bench/bench-tables.ts';
import { toCpuChart, toLatencyChart } from '../../../verify/bench/chart.ts';
import { BENCH, type BenchOptions } from '../../../verify/bench/options.ts';
import { BENCH_MARKS } from '../../../verify/bench/performance-page.ts';
import { toLines } from '../../../verify/bench/report-lines.ts';
import { STEADY } from '../../../verify/bench/rig-options.ts';
import { type Reading, type RunReport, toRunReport } from '../../../verify/bench/run-report.ts';

interface Run {
  readonly sessions?: number;
  /** From sending to arrival, and lateness, ms. */
  readonly sentMs?: number;
  readonly lateMs?: number;
  readonly lost?: number;
  readonly lambdaCalls?: number;
}

/** Ten seconds in which the server used half a core. */
function run({ sessions = 100, sentMs = 4, lateMs = 1, lost = 0, lambdaCalls = 900 }: Run = {}): RunReport {
  const chunks = sessions * 100;
  const reading = (share: 0 | 1): Reading => ({
    atMs: 1_000 + share * 10_000,
    serverCpuMs: 700 + share * 5_000,
    othersCpuMs: share * 2_000,
    serverCore: { busy: share * 700, all: share * 1_000 },
    residentBytes: 200 * 1024 * 1024,
    page: new MetricsPage(`AudioProcessingLatency_milliseconds_bucket{le="1"} ${chunks * share}\n`),
    generator: {
      crowd: {
        chunks: chunks * share,
        acknowledged: chunks * share,
        dropped: 0,
        heard: 0,
        errors: 0,
        closed: 0,
      },
      transcribe: { streams: sessions, events: 0, bytes: 0, lost: lost * share, transcripts: 0, unknown: 0 },
      lambdaCalls: lambdaCalls * share,
      lateness: toQuantiles([lateMs]),
      sentToTranscribe: { ...toQuantiles([sentMs]), count: chunks },
      lastError: '',
      refusedDeliveries: 0,
    },
  });
  return toRunReport({ ...STEADY, sessions, seconds: 10 }, reading(0), reading(1));
}

const RESULT: BenchResult = {
  machine: { cores: 2, cpu: 'a processor', node: 'v20', isPinned: true },
  steady: [run(), run({ sessions: 200, sentMs: 400 })].map((report) => ({
    report,
    writer: { streams: report.options.sessions, eventMs: 100, usPerEvent: 50 },
    relay: { speakers: report.options.sessions, chunkMs: 100, usPerChunk: 60 },
  })),
  chunks: undefined,
  lambda: { ours: 90, sdk: 350, floor: 40 },
  broadcast: undefined,
};

test('CPU is given for a second of audio, for a chunk and of the core', () => {
  const { cpu } = run();

  assert.deepEqual(cpu, { msPerAudioSecond: 5, usPerChunk: 500, percentOfCore: 50, strangersPercent: 20 });
});

test('a run without losses and delays has no faults and no doubts', () => {
  assert.deepEqual([run().faults, run().doubts], [[], []]);
});

test('latencies are refused when the generator was late', () => {
  const late = run({ lateMs: 11 });

  assert.match(late.doubts.join(), /the generator was late: p99 11 ms/);
  const [, row = ''] = toLines([late]);
  assert.match(row, /refused/);
});

test('lost chunks and a pipeline that is never called are faults', () => {
  assert.match(run({ lost: 2 }).faults.join(), /2 of 10000 chunks never came/);
  assert.match(run({ lambdaCalls: 0 }).faults.join(), /Lambda was never called/);
  assert.deepEqual(faultsOf({ ...RESULT, steady: undefined }), []);
});

test('the most sessions are those of the last run within the limit, with who gave out after it', () => {
  const held = run({ sessions: 100 });

  assert.deepEqual(toCapacity([held]), { sessions: 100, percentOfCore: 50, endedBy: 'plan' });
  assert.equal(toCapacity([held, run({ sessions: 200, sentMs: 151 })])?.endedBy, 'server');
  assert.equal(toCapacity([held, run({ sessions: 200, lateMs: 20 })])?.endedBy, 'generator');
  assert.equal(toCapacity([run({ sentMs: 151 })]), undefined);
});

test('the search for the most sessions halves the gap until it is small', () => {
  const runs = [run({ sessions: 100 }), run({ sessions: 300, sentMs: 400 })];

  assert.equal(nextToTry(runs, 50), 200);
  assert.equal(nextToTry([...runs, run({ sessions: 250 })], 50), undefined);
  assert.equal(nextToTry([run({ sentMs: 400 })], 50), undefined);
});

test('when all held, more sessions are tried, up to a thousand', () => {
  assert.equal(nextToTry([run({ sessions: 500 })], 50), 600);
  assert.equal(nextToTry([run({ sessions: 1_000 })], 50), undefined);
});

test('each cost stands beside its floor and their ratio', () => {
  const lines = toTerminal(RESULT).join('\n');

  assert.match(lines, /a second of audio, 100 sessions +5\.00 ms +0\.600 ms +8\.3/);
  assert.match(lines, /a call of Lambda +90\.0 µs +40\.0 µs +2\.3/);
  assert.match(
    lines,
    /p99 <= 150 ms from the client’s sending: 100, at 50 % of the core; with more, it was over the limit/,
  );
});

test('the section is written between the marks of the page', () => {
  const page = `# Performance\n<!-- bench:begin, written by ${BENCH_MARKS.writtenBy} -->\noutdated\n<!-- bench:end -->\n`;
  const written = withMeasured(page, BENCH_MARKS, toMarkdown(RESULT, { command: 'npm run bench', day: '2026-12-01' }));

  assert.match(written, /\| 200 \| 2\.50 \|/);
  assert.ok(!written.includes('outdated'));
});

test('the charts name every number of sessions, and draw no latency that is not believed', () => {
  const runs = [run(), run({ sessions: 500, lateMs: 99 })];
  const bars = (chart: string) => chart.match(/<rect class="f\d"[^>]*height="\d+\.?\d*"/g)?.length ?? 0;

  assert.match(toCpuChart(runs), />500</);
  assert.match(toLatencyChart(runs), />500</);
  assert.ok(bars(toLatencyChart(runs)) < bars(toLatencyChart([run(), run({ sessions: 500 })])));
});

function options(...args: string[]): BenchOptions {
  const parsed = BENCH.parse(args);
  assert.ok(parsed.kind === 'run', JSON.stringify(parsed));
  return parsed.options;
}

test('without a part all are measured, and named parts alone otherwise', () => {
  assert.deepEqual(options().plan.parts, ['latency', 'chunks', 'lambda', 'broadcast']);
  assert.deepEqual(options('latency', '--sessions', '10,20').plan.parts, ['latency']);
  assert.deepEqual(options('latency', '--sessions', '10,20').plan.sessions, [10, 20]);
  assert.equal(BENCH.parse(['speed']).kind, 'wrong');
  assert.equal(BENCH.parse(['rig', 'latency']).kind, 'wrong');
});

test('the rig measures once for each number of sessions, with the given settings', () => {
  const { runs } = options('rig', '--sessions', '5,7', '--env', 'AUDIO_GATHER_MS=0', '--chunk-ms', '20');

  assert.deepEqual(
    runs?.map(({ sessions, chunkMs, environment }) => [sessions, chunkMs, environment.AUDIO_GATHER_MS]),
    [
      [5, 20, '0'],
      [7, 20, '0'],
    ],
  );
  assert.equal(BENCH.parse(['rig', '--env', 'nonsense']).kind, 'wrong');
  assert.equal(BENCH.parse(['rig', '--sessions', '0']).kind, 'wrong');
});

test('the quick run judges no time', () => {
  const { runs, isUntimed, tries } = options('--quick');

  assert.deepEqual([runs?.length, isUntimed, tries], [1, true, 1]);
});
