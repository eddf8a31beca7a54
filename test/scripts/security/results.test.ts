import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Passed, resultsOf } from '../../../scripts/security/results.ts';

const FILE = 'test/a.test.ts';

function ran(title: string, isPassed = true): Passed {
  return { title, file: `/somewhere/${FILE}`, isPassed };
}

test('a title with a hole stands for every case that fits it', () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a title as a page has it.
  const named = [{ title: '${what} is refused', file: FILE }];

  const { isWhole, text } = resultsOf(named, [ran('a token is refused'), ran('none is refused'), ran('other')], '20');

  assert.ok(isWhole);
  assert.match(text, /^Node 20: of 1 named tests, 2 cases passed, 0 failed, 0 were missing\.$/m);
  assert.match(text, /^\| `test\/a\.test\.ts` \| 1 \| 2 \| 0 \| 0 \|$/m);
});

test('a test that failed, and one that did not run, make the result not whole', () => {
  const named = [{ title: 'a', file: FILE }];

  assert.ok(!resultsOf(named, [ran('a', false)], '20').isWhole);
  assert.ok(!resultsOf(named, [], '20').isWhole);
  assert.ok(!resultsOf(named, [{ ...ran('a'), file: '/somewhere/test/b.test.ts' }], '20').isWhole);
});

test('a test that is named twice counts once, and marks in titles are no patterns', () => {
  const named = [
    { title: 'is it (a)?', file: FILE },
    { title: 'is it (a)?', file: FILE },
  ];

  assert.match(resultsOf(named, [ran('is it (a)?')], '20').text, /of 1 named tests, 1 cases passed/);
});
