import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withMeasured } from '../../../testkit/text/measured-page.ts';
import { alignedLines, markdownTable } from '../../../testkit/text/table.ts';

const ROWS = [
  ['engine', 'words', 'note'],
  ['a', '10', 'fast'],
  ['longer one', '7', ''],
];

test('columns are as wide as their widest text; numbers stand at the right', () => {
  assert.deepEqual(
    alignedLines(ROWS, (column) => column === 1),
    ['engine      words  note', 'a              10  fast', 'longer one      7'],
  );
  assert.deepEqual(alignedLines([['a', 'bb', 'c']]), ['a  bb  c']);
  assert.deepEqual(alignedLines([]), []);
});

test('the same rows are a table in Markdown', () => {
  assert.equal(
    markdownTable(ROWS),
    '| engine | words | note |\n| --- | --: | --: |\n| a | 10 | fast |\n| longer one | 7 |  |',
  );
});

const MARKS = { name: 'faults', writtenBy: 'npm run faults' };
const PAGE = 'Before.\n<!-- faults:begin, written by npm run faults -->\nold\n<!-- faults:end -->\nAfter.\n';

test('what is between the marks is replaced, and nothing else', () => {
  const expected = 'Before.\n<!-- faults:begin, written by npm run faults -->\n\nnew\n\n<!-- faults:end -->\nAfter.\n';

  assert.equal(withMeasured(PAGE, MARKS, '\nnew\n\n'), expected);
  assert.equal(withMeasured(expected, MARKS, 'new'), expected);
});

test('a page without the marks is refused', () => {
  assert.throws(
    () => withMeasured('Before.', MARKS, 'new'),
    /the page has no <!-- faults:begin, .* --> and <!-- faults:end -->/,
  );
});
