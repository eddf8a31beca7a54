import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withMeasured } from '../../../testkit/text/measured-page.ts';
import { toFigures } from '../../../verify/faults/figures.ts';
import { RECOVERY_MARKS } from '../../../verify/faults/recovery-page.ts';
import { Report, toMarkdown } from '../../../verify/faults/report.ts';
import { type RowResult, verdictOf } from '../../../verify/faults/row.ts';

const HOLDS: RowResult = {
  ...{ service: 'Transcribe', fault: 'RST_STREAM 2', moment: 'mid-word', expects: 'nothingLost', isAtOnce: true },
  ...{
    sent: 250,
    covered: 250,
    heard: 250,
    missing: 0,
    doubled: 0,
    recoveries: 1,
    recoveryMs: 120,
    latestMs: 300,
    lostMs: 0,
  },
  ...{ note: '', problems: [] },
};
const verdict = (change: Partial<RowResult>) => verdictOf({ ...HOLDS, ...change }, { ...HOLDS, ...change });

test('a row holds when nothing is missing, nothing doubled and nothing else went wrong', () => {
  assert.deepEqual(verdict({}), []);
  assert.deepEqual(verdict({ missing: 1 }), ['1 missing']);
  assert.deepEqual(verdict({ covered: 240 }), ['10 in no final']);
  assert.deepEqual(verdict({ doubled: 2 }), ['2 doubled']);
  assert.deepEqual(verdict({ problems: ['the speaker was not told'] }), ['the speaker was not told']);
});

test('where loss is expected it must be counted, to the blocks that were cut at its ends', () => {
  const expects = 'countedLoss';

  assert.deepEqual(verdict({ expects, missing: 25, lostMs: 500 }), []);
  assert.deepEqual(verdict({ expects, missing: 27, lostMs: 500 }), []);
  assert.deepEqual(verdict({ expects, missing: 28, lostMs: 500 }), ['28 missing, 500 ms counted']);
  assert.deepEqual(verdict({ expects, doubled: 1 }), ['1 doubled']);
});

test('the percentiles are of the rows whose stream can be reopened at once', () => {
  const rows = Array.from({ length: 20 }, (_, i) => ({ ...HOLDS, recoveryMs: (i + 1) * 10 }));

  const figures = toFigures([...rows, { ...HOLDS, isAtOnce: false, recoveryMs: 9_000 }]);

  assert.deepEqual([figures.recoveryP50Ms, figures.recoveryP95Ms], [100, 190]);
  assert.deepEqual([figures.rows, figures.broken, figures.sent], [21, 0, 21 * 250]);
});

test('lines come in the table’s order, whatever order the rows end in', () => {
  const second = { ...HOLDS, moment: 'at the end', missing: 3 };
  let text = '';
  const report = new Report([HOLDS, second], {
    hasColours: false,
    write: (part) => {
      text += part;
    },
  });

  report.add(second);
  assert.equal(text, '');
  report.add(HOLDS);
  report.totals(2_000);

  const marks = text.split('\n').map((line) => line.slice(0, 1));
  assert.deepEqual(
    marks.filter((mark) => /[✓✗]/.test(mark)),
    ['✓', '✗'],
  );
  assert.match(text, /1 of 2 rows do not hold: 500 blocks sent, 3 missing, 0 doubled; recovery p50 120 ms, p95 120 ms/);
});

test('the page’s table is replaced between its marks, and nothing else is', () => {
  const marks = ['<!-- faults:begin, written by npm run faults -- --markdown -->', '<!-- faults:end -->'] as const;
  const page = `before\n\n${marks[0]}\n\nstale\n\n${marks[1]}\n\nafter\n`;

  const written = withMeasured(page, RECOVERY_MARKS, toMarkdown([HOLDS]));

  assert.match(written, /^before\n\n<!--.*-->\n\n1 rows, 0 of which/);
  assert.match(written, /\| RST_STREAM 2 \| mid-word \| 250 \| 250 \| 250 \| 0 \| 0 \| 1 \| 120 ms \| 300 ms \| {2}\|/);
  assert.ok(written.endsWith(`${marks[1]}\n\nafter\n`) && !written.includes('stale'));
  assert.equal(withMeasured(written, RECOVERY_MARKS, toMarkdown([HOLDS])), written);
  assert.throws(() => withMeasured('no marks', RECOVERY_MARKS, ''), /has no/);
});
