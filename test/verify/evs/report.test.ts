import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { MetricsPage } from '../../../testkit/measure/metrics-page.ts';
import { withMeasured } from '../../../testkit/text/measured-page.ts';
import { toChart } from '../../../verify/evs/chart.ts';
import type { ListenerFigures, SessionFigures } from '../../../verify/evs/measure.ts';
import { EVS, type EvsOptions } from '../../../verify/evs/options.ts';
import { EVS_MARKS, PERFORMANCE_PAGE } from '../../../verify/evs/performance-page.ts';
import { checksOf, compare, type EvsReport } from '../../../verify/evs/report.ts';
import { toLines, toMarkdown } from '../../../verify/evs/report-lines.ts';

function options(...args: string[]): EvsOptions {
  const parsed = EVS.parse(args);
  assert.ok(parsed.kind === 'run');
  return parsed.options;
}

function listener(longerPercent: number, changed: Partial<ListenerFigures> = {}): ListenerFigures {
  return {
    longerPercent,
    evs: { p50: 4.7, p90: 6.1, words: 1_450 },
    parts: { restOfSegment: 1.3, handOver: 1.2, delivery: 0.4, player: 0.4, ownSound: 1.4 },
    evsFromSending: { count: 1_450, sum: 6_800_000 },
    endToSound: { p50: 1.9, p90: 2.4 },
    skippedSegments: 0,
    neverHeard: 0,
    erasedPer100: 0,
    largestRate: 1.31,
    drift: { secondMinuteS: 4.7, lastMinuteS: 4.8 },
    lags: [
      { atS: 1, lagS: 4.5 },
      { atS: 2, lagS: 4.9 },
      { atS: 62, lagS: 5 },
    ],
    ...changed,
  };
}

function session(mode: SessionFigures['mode'], changed: Partial<SessionFigures> = {}): SessionFigures {
  return {
    mode,
    words: 1_450,
    handOver: { p50: 2.6, p90: 3.9 },
    handOverFromSending: { count: 1_450, sum: 3_800_000 },
    segmentsPerMinute: 20,
    captionsPerMinute: 90,
    spokenTwice: 0,
    neverHanded: 0,
    changed: 0,
    contradicted: 0,
    listeners: [listener(15), listener(25)],
    ...changed,
  };
}

function report(changed: Partial<EvsReport> = {}): EvsReport {
  return {
    options: options(),
    talk: { minutes: 10, words: 1_450, sentences: 55 },
    sessions: [session('result'), session('sentence'), session('clause')],
    comparisons: [{ what: 'handed over', serverS: 2.61, ownS: 2.6, serverWords: 4_350, ownWords: 4_350 }],
    contradictedByServer: 0,
    cuts: { clause: 120, sentence: 60 },
    problems: [],
    ...changed,
  };
}

function failedIn(changed: Partial<EvsReport>): string[] {
  const failed = checksOf(report(changed)).filter(({ isKept }) => !isKept);
  return failed.map(({ what, found, limit }) => `${what}: ${found}, ${limit}`);
}

test('a run in which everything holds says so', () => {
  assert.deepEqual(failedIn({}), []);
  assert.match(toLines(report(), false).at(-1) ?? '', /^All \d+ limits are kept\.$/);
});

test('a lag over its limit does not hold, and only that of clause is judged', () => {
  const slow = { evs: { p50: 5.2, p90: 7.5, words: 1 } };
  const listeners = [listener(15, slow), listener(25, slow)];

  assert.deepEqual(failedIn({ sessions: [session('clause', { listeners })] }), [
    'clause, 15 % longer: EVS p50, s: 5.20, <= 5.00',
    'clause, 15 % longer: EVS p90, s: 7.50, <= 6.50',
    'clause, 25 % longer: EVS p90, s: 7.50, <= 7.00',
  ]);
  assert.deepEqual(failedIn({ sessions: [session('result', { listeners })] }), []);
});

test('a listener who falls behind or misses a segment does not hold', () => {
  const drift = { secondMinuteS: 4.7, lastMinuteS: 5.8 };

  assert.deepEqual(
    failedIn({ sessions: [session('clause', { listeners: [listener(25, { drift, skippedSegments: 2 })] })] }),
    ['clause, 25 % longer: lag at the end, s: 5.80, <= 5.70', 'clause, 25 % longer: segments skipped: 2, 0'],
  );
});

test('words twice, never or as others do not hold in any of the sessions', () => {
  const wrong = { spokenTwice: 1, neverHanded: 2, changed: 3, listeners: [listener(25, { neverHeard: 4 })] };

  assert.deepEqual(failedIn({ sessions: [session('sentence', wrong)] }), [
    'sentence: words spoken twice: 1, 0',
    'sentence: words never handed over: 2, 0',
    'sentence: words handed over as others: 3, 0',
    'sentence, 25 % longer: words never heard: 4, 0',
  ]);
});

test('contradicted words are none with an honest recogniser; with a liar some, and the server counts as many', () => {
  const sessions = [session('clause', { contradicted: 3, changed: 3 })];
  assert.equal(failedIn({ sessions, contradictedByServer: 3 }).length, 2);

  const liar = options('--liar', '1');
  assert.deepEqual(failedIn({ sessions, contradictedByServer: 3, options: liar }), []);
  assert.deepEqual(failedIn({ sessions, contradictedByServer: 2, options: liar }), [
    'words contradicted, by the server: 2, as here, 3',
  ]);
  assert.deepEqual(failedIn({ options: liar }), ['the recogniser contradicts itself: 0, > 0']);
});

test('with other lags the span is not judged, and in a short talk its limits are looser', () => {
  const slow = { evs: { p50: 5.6, p90: 7.1, words: 1 } };
  const sessions = [session('clause', { listeners: [listener(15, slow)] })];

  assert.equal(failedIn({ sessions }).length, 2);
  assert.deepEqual(failedIn({ sessions, options: options('--lags', '2.0/3.0') }), []);
  assert.deepEqual(failedIn({ sessions, options: options('--minutes', '1') }), []);
  assert.match(toLines(report({ options: options('--minutes', '1') }), false).join('\n'), /looser/);
});

test('the server’s histograms have to agree with the command’s own times, and a problem is a failure', () => {
  const far = { what: 'handed over', serverS: 2.9, ownS: 2.6, serverWords: 4_350, ownWords: 4_350 };
  const few = { ...far, serverS: 2.6, serverWords: 3_000 };

  assert.equal(failedIn({ comparisons: [far] }).length, 1);
  assert.equal(failedIn({ comparisons: [few] }).length, 1);
  assert.deepEqual(failedIn({ problems: ['the server ended with 1'] }), ['the server ended with 1: so, not']);
});

test('the figures of the server are means over all sessions, by the language of the listener', () => {
  const page = new MetricsPage(
    [
      'SegmentCommitLag_milliseconds_sum 11400000',
      'SegmentCommitLag_milliseconds_count 4350',
      'EarVoiceSpan_milliseconds_sum{language="es"} 9000',
      'EarVoiceSpan_milliseconds_count{language="es"} 2',
      'EarVoiceSpan_milliseconds_sum{language="de"} 1000',
      'EarVoiceSpan_milliseconds_count{language="de"} 1',
    ].join('\n'),
  );

  const [handedOver, first, second] = compare(
    page,
    report().sessions,
    new Map([
      [15, 'es'],
      [25, 'de'],
    ]),
  );

  assert.deepEqual(handedOver, { what: 'handed over', serverS: 2.62, ownS: 2.62, serverWords: 4_350, ownWords: 4_350 });
  assert.deepEqual([first?.serverS, first?.serverWords, first?.ownS], [4.5, 2, 4.69]);
  assert.equal(second?.serverS, 1);
});

test('the table has a column for each way of cutting, in lines and in Markdown', () => {
  const lines = toLines(report(), false);
  assert.ok(lines.some((line) => /result +sentence +clause/.test(line)));
  assert.ok(lines.some((line) => /25 % longer: EVS, p50 \/ p90 +4\.7 \/ 6\.1/.test(line)));

  const page = toMarkdown(report(), { command: 'npm run evs -- --write', day: '2026-12-01' });
  assert.match(page, /\| {2}\| result \| sentence \| clause \|/);
  assert.match(page, /clause, 15 % longer: EVS p50, s \| 4\.70 \| <= 5\.00 \| kept/);
});

test('the picture has a plot for each listener with a line for each way of cutting', () => {
  const svg = toChart(report());

  assert.match(svg, /^<svg /);
  assert.equal(svg.match(/class="series/g)?.length, 6);
  for (const word of ['result', 'sentence', 'clause', '15 % longer', '25 % longer', '1 min'])
    assert.ok(svg.includes(word), word);
});

test('docs/performance.md has the place that the command writes to', async () => {
  assert.match(withMeasured(await readFile(PERFORMANCE_PAGE, 'utf8'), EVS_MARKS, 'here'), /here/);
});
