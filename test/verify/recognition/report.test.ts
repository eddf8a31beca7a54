import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { withMeasured } from '../../../testkit/text/measured-page.ts';
import { alignedLines } from '../../../testkit/text/table.ts';
import { claimsOfRun, toClaims } from '../../../verify/recognition/report/claims.ts';
import { errorLines } from '../../../verify/recognition/report/lines.ts';
import { toMarkdown } from '../../../verify/recognition/report/markdown.ts';
import {
  RECOGNITION_MARKS,
  RECOGNITION_PAGE,
  RECOGNITION_PICTURE,
  RECOGNITION_RUN,
  readRun,
} from '../../../verify/recognition/report/page.ts';
import { toPicture } from '../../../verify/recognition/report/picture.ts';
import type { RunReport } from '../../../verify/recognition/report/run-report.ts';
import { lagSource, toTable } from '../../../verify/recognition/report/table.ts';
import { engineReport, RUN } from './example-report.ts';

const broken = (changes: Parameters<typeof engineReport>[0]) =>
  toClaims(engineReport(changes))
    .filter(({ holds }) => !holds)
    .map(({ text }) => text);

const ERRORS = { words: 100, substitutions: 9, deletions: 0, insertions: 0 };

test('a good run holds every claim, and each claim can be broken', () => {
  const { lags, errors } = engineReport();

  assert.deepEqual(broken({}), []);
  assert.match(broken({ errors: { ...errors, people: { ...ERRORS, rate: 0.081 } } }).join(), /8.0 % word error/);
  assert.match(broken({ lags: { ...lags, final: { count: 1, p50Ms: 1, p90Ms: 901 } } }).join(), /finals p90/);
  assert.match(broken({ lags: { ...lags, partial: { count: 1, p50Ms: 1, p90Ms: 301 } } }).join(), /partials p90/);
  assert.match(broken({ stable: { words: 9, revised: 1, dropped: 0 } }).join(), /no stable word revised/);
  assert.match(broken({ stable: { words: 9, revised: 0, dropped: 1 } }).join(), /no stable word revised/);
  assert.match(broken({ lags: { ...lags, unanswered: 1 } }).join(), /no recording without a final/);
});

test('what is promised and was not measured is not shown, and does not hold', () => {
  const { lags } = engineReport();
  const nothing = { count: 0, p50Ms: undefined, p90Ms: undefined };

  const claims = toClaims(
    engineReport({
      errors: {},
      stable: { words: 0, revised: 0, dropped: 0 },
      lags: { ...lags, recordings: { people: 0, synthetic: 0 }, partial: nothing, final: nothing },
    }),
  );

  assert.equal(claims.length, toClaims(engineReport()).length);
  for (const { text, measured, holds } of claims) assert.deepEqual([measured, holds], ['not shown', false], text);
});

test('an engine that is promised and is missing from the run is not shown; one that nobody asked for is not missed', () => {
  const engines = RUN.engines.filter(({ asr }) => asr !== 'moonshine');

  assert.ok(claimsOfRun(RUN).every(({ holds }) => holds));
  const [missing, ...others] = claimsOfRun({ ...RUN, engines });
  assert.deepEqual(others, []);
  assert.match(missing?.text ?? '', /^Moonshine \(high\)/);
  assert.deepEqual([missing?.measured, missing?.holds], ['not shown', false]);
  assert.deepEqual(claimsOfRun({ asked: RUN.asked.slice(0, 1), engines }), []);
});

test('lags are told with their number, and of whom they are', () => {
  const measured = toClaims(engineReport()).map((claim) => claim.measured);

  assert.deepEqual(measured, ['5.0 % of 100 words', '0.66 s (n = 16)', '0.12 s (n = 90)', '0 of 16', '0 of 500']);
  assert.match(toMarkdown(RUN), /one at a time: 9 of people, 7 synthetic\./);
  const different = { ...engineReport().lags, recordings: { people: 0, synthetic: 16 } };
  assert.match(
    lagSource({ ...RUN, engines: [engineReport(), engineReport({ stability: 'low', lags: different })] }),
    /Moonshine \(high\) 9 of people, 7 synthetic; Moonshine \(low\) 0 of people, 16 synthetic/,
  );
});

test('nothing is claimed of other engines', () => {
  assert.deepEqual(toClaims(engineReport({ asr: 'pocketsphinx' })), []);
});

test('the table has a row for each engine, as wide as its heads', () => {
  const rows = toTable(RUN);

  assert.equal(rows.length, 3);
  assert.ok(rows.every((row) => row.length === rows[0]?.length));
  const lines = alignedLines(rows);
  assert.equal(new Set(lines.map((line) => line.length)).size, 1);
  assert.match(lines[1] ?? '', /^PocketSphinx +30\.0 % +20\/5\/5 +– +– +0\.232/);
  assert.match(lines[2] ?? '', /^Moonshine, high +5\.0 % +3\/1\/1 +2\.0 %.* 8$/);
});

test('the page has table, corpora, rule, claims and capacity', () => {
  const text = toMarkdown(RUN);

  assert.match(text, /2026-01-31: 2 cores/);
  assert.match(text, /\| Asterisk prompts \| people \| 44 \| 155 \| 100 \| Allison Smith \|/);
  assert.match(text, /every 6th/);
  assert.match(text, /\| Moonshine \(high\): no stable word revised \| 0 of 500 \| yes \|/);
  assert.match(text, /hears 8 continuous speakers on 2 cores, 4\.0 a core/);
  assert.match(text, /\| 10 \| 9 \| 2\.60 s \| 2\.90 s \| 0\.90 s \| 1\.50 \| late \|/);
});

test('a run on a busy machine says so', () => {
  assert.doesNotMatch(toMarkdown(RUN), /Other work/);
  assert.match(toMarkdown({ ...RUN, loadBefore: 11.5 }), /Other work was going on\*\* \(load 11\.5/);
});

test('errors are shown beside what was said, and only where there are any', () => {
  assert.deepEqual(errorLines(engineReport()), [
    'Moonshine (high)  asterisk/conf-full  25.0 %',
    '  said   that conference is full',
    '  heard  that conference is fool',
  ]);
  const right = engineReport().recordings.map((one) => ({ ...one, errors: { ...one.errors, rate: 0 } }));
  assert.deepEqual(errorLines(engineReport({ recordings: right })), []);
});

test('the picture is drawn for light and dark, has a name, and a bar longer where there is more', () => {
  const picture = toPicture(RUN);

  assert.match(picture, /^<svg [^>]*role="img" aria-labelledby="title">/);
  assert.match(picture, /prefers-color-scheme: dark/);
  const widths = [...picture.matchAll(/class="f0" x="200" y="\d+" width="([\d.]+)"/g)].map(([, width]) =>
    Number(width),
  );
  assert.equal(widths.length, 2);
  assert.ok(Math.abs((widths[0] ?? 0) / (widths[1] ?? 1) - 6) < 0.05, widths.join());
  assert.equal(toPicture(RUN), picture);
});

test('a run that was kept is read again as it was; what is none is one line', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'rostrum-run-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const kept = (name: string, document: unknown) => {
    writeFileSync(join(folder, name), JSON.stringify(document));
    return join(folder, name);
  };

  const again = await readRun(kept('run.json', { ...RUN, claims: claimsOfRun(RUN) }));

  assert.equal(toMarkdown(again), toMarkdown(RUN));
  assert.equal(toPicture(again), toPicture(RUN));
  assert.ok(!('claims' in again));
  await assert.rejects(readRun(kept('quick.json', { ...RUN, isQuick: true })), /not a whole run/);
  await assert.rejects(readRun(kept('long.json', { minutes: 60, problems: [] })), /not a whole run/);
});

test('only what is between the marks is replaced', () => {
  const page =
    'before\n<!-- recognition:begin, written by npm run recognition -- --write-docs -->\nold\n<!-- recognition:end -->\nafter\n';

  const written = withMeasured(page, RECOGNITION_MARKS, 'new\n');

  assert.match(written, /^before\n<!-- recognition:begin.*-->\n\nnew\n\n<!-- recognition:end -->\nafter\n$/);
  assert.equal(withMeasured(written, RECOGNITION_MARKS, 'new'), written);
  assert.throws(() => withMeasured('nothing here', RECOGNITION_MARKS, 'new'), /recognition:begin/);
});

test('the page and the picture in the repository are those of the run that is kept beside them', () => {
  assert.ok(existsSync(RECOGNITION_RUN), 'no run is kept: npm run recognition -- --write-docs');
  const run = JSON.parse(readFileSync(RECOGNITION_RUN, 'utf8')) as RunReport;
  const page = readFileSync(RECOGNITION_PAGE, 'utf8');

  assert.equal(withMeasured(page, RECOGNITION_MARKS, toMarkdown(run)), page);
  assert.equal(readFileSync(RECOGNITION_PICTURE, 'utf8'), toPicture(run));
});
