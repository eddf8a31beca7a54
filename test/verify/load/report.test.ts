import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MetricsPage } from '../../../testkit/measure/metrics-page.ts';
import { withMeasured } from '../../../testkit/text/measured-page.ts';
import { toChart } from '../../../verify/load/chart.ts';
import { readSummary } from '../../../verify/load/k6-summary.ts';
import { LOAD, type LoadOptions } from '../../../verify/load/options.ts';
import { PERFORMANCE_MARKS } from '../../../verify/load/performance-page.ts';
import { type LoadReport, toReport } from '../../../verify/load/report.ts';
import { toLines } from '../../../verify/load/report-lines.ts';
import { isPassed, validate } from '../../../verify/load/validation.ts';
import { toMarkdown, toLines as validationLinesOf } from '../../../verify/load/validation-lines.ts';

const SUMMARY = readSummary(
  JSON.stringify({
    metrics: {
      chunks_dropped: { type: 'counter', values: { count: 0 }, thresholds: { 'count==0': { ok: true } } },
      control_latency: {
        type: 'trend',
        values: { count: 10, med: 2, 'p(95)': 120, 'p(99)': 130, max: 140 },
        thresholds: { 'p(95)<100': { ok: false } },
      },
      data_sent: { type: 'counter', values: { count: 99 } },
      generator_lag: { type: 'trend', values: { count: 5, med: 1, 'p(95)': 2, 'p(99)': 3, max: 4.125 } },
      unused: { type: 'trend', values: { count: 0 } },
    },
  }),
);

const page = (chunks: number, within50: number, all: number) =>
  new MetricsPage(
    `Sessions 2\nAudioChunksReceived_total ${chunks}\nEventLoopDelay_milliseconds{quantile="0.99"} 4\nEventLoopDelay_milliseconds{quantile="1"} 9\n` +
      `AudioProcessingLatency_milliseconds_bucket{le="50"} ${within50}\nAudioProcessingLatency_milliseconds_bucket{le="100"} ${all}\n` +
      `AudioProcessingLatency_milliseconds_bucket{le="+Inf"} ${all}\n`,
  );

const look = (second: number, cpuMs: number, shown: MetricsPage | undefined) => ({
  atMs: second * 1000,
  usage: { server: { cpuMs, residentBytes: 100 * 1024 * 1024 }, generator: { cpuMs: cpuMs / 2, residentBytes: 1 } },
  page: shown,
});

function toOptions(...args: string[]): LoadOptions {
  const parsed = LOAD.parse(args);
  assert.ok(parsed.kind === 'run');
  return parsed.options;
}

function report(
  load: string,
  within50 = 100,
  more: { spans?: LoadReport['spans']; untimed?: boolean } = {},
): LoadReport {
  return toReport({
    options: toOptions(load, '--speakers', '2', ...(more.untimed ? ['--untimed'] : [])),
    generator: 'v1.8.1',
    summary: load === 'control' ? SUMMARY : { ...SUMMARY, missed: [] },
    complaints: { count: 0, last: [] },
    looks: [
      look(0, 0, new MetricsPage('Sessions 1')),
      look(1, 100, page(0, 0, 0)),
      look(2, 300, undefined),
      look(3, 500, page(1_000, within50, 100)),
    ],
    spans: more.spans,
  });
}

test('a load is measured from the moment all sessions are there', () => {
  const { processes, serverUsPerChunk, loopDelayMs, latencies, counts, seconds, faults } = report('audio');

  assert.deepEqual(processes.server, { cpuPercent: 20, residentMib: 100 });
  assert.equal(serverUsPerChunk, 400);
  assert.deepEqual(loopDelayMs, { p99: 4, max: 9 });
  assert.deepEqual(
    latencies.map(({ by, p95Ms, targetMs }) => [by, p95Ms, targetMs]),
    [['server', 47.5, 50]],
  );
  assert.deepEqual(Object.keys(counts), ['chunks_dropped']);
  assert.equal(seconds.length, 3);
  assert.deepEqual(faults, []);
});

test('a missed target, a missed threshold and a dropped span are faults; times are none where they are not judged', () => {
  const spans = { received: 5, dropped: 1, chunkSpans: 998, chunks: 1_000 };

  assert.deepEqual(report('audio', 90, { spans }).faults, [
    'target missed: chunk received → accepted by the Transcribe stream: p95 75 ms, target under 50 ms',
    '1 spans were dropped',
    '2 of 1000 chunks have no span',
  ]);
  assert.deepEqual(report('audio', 90, { untimed: true }).faults, []);
  assert.deepEqual(report('control').faults, ['threshold missed: control_latency: p(95)<100']);
});

test('the report is told in lines, with its verdict last', () => {
  const told = (of: LoadReport) => toLines(of, { hasColours: false, chartFile: 'x.svg' });

  assert.equal(told(report('audio')).at(-1), 'Every threshold is kept.');
  assert.equal(told(report('control')).at(-1), '1 faults.');
  assert.ok(
    told(report('audio')).some((line) => /accepted by the Transcribe stream \*.* 47\.5 .*p95 < 50$/.test(line)),
  );
});

test('the chart is an SVG of its own with every latency, its target and every process, for light and dark pages', () => {
  const chart = toChart(report('audio'));

  assert.match(chart, /^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
  assert.match(chart, /prefers-color-scheme: dark/);
  for (const said of ['accepted by the Transcribe stream', '>server<', '>generator<', 'class="target"']) {
    assert.ok(chart.includes(said), said);
  }
  assert.doesNotMatch(chart, /NaN|undefined|Infinity/);
});

test('the validation has a row for each target and load; what was not measured is not met', () => {
  const reports = [report('audio'), report('control')];
  const validation = validate(reports);

  const verdicts = validation.rows.map(({ load, p95TargetMs, isMet }) => [load, p95TargetMs, isMet]);
  assert.deepEqual(verdicts, [
    ['audio', 50, true],
    ['audio', 100, false],
    ['audio', 5_000, false],
    ['control', 100, false],
    ['fan-out', 100, false],
    ['status', 500, false],
    ['control', 150, false],
    ['fan-out', 150, false],
  ]);
  assert.equal(isPassed(validation), false);
  assert.equal(isPassed({ rows: validation.rows.slice(0, 1), faults: [] }), true);
  assert.equal(isPassed({ rows: validation.rows.slice(0, 1), faults: ['lost'] }), false);
  assert.match(validationLinesOf(validation, false).join('\n'), /audio +< 50 +25\.0 +47\.5 +49\.5 +met/);
  const markdown = toMarkdown(validation, reports, { command: 'npm run validate', day: '2026-01-01' });
  assert.match(markdown, /\| audio \| < 50 \| 25\.0 \| 47\.5 \| 49\.5 \| met \|/);
  assert.match(markdown, /!\[control\]\(performance\/control\.svg\)/);
});

test('the page keeps what stands around the table, and a page without its marks is an error', () => {
  const begin = '<!-- validate:begin, written by npm run validate -- --write -->';

  assert.equal(
    withMeasured(`a\n${begin}\nold\n<!-- validate:end -->\nb`, PERFORMANCE_MARKS, 'new'),
    `a\n${begin}\n\nnew\n\n<!-- validate:end -->\nb`,
  );
  assert.throws(() => withMeasured('a', PERFORMANCE_MARKS, 'new'), /has no/);
});
