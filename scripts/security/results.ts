/** What came of the tests that a page names, as a table by file. Pure. */

import type { NamedTest } from '../../test/docs/named-tests.ts';
import { markdownTable } from '../../testkit/text/table.ts';

/** One test that has ended. */
export interface Passed {
  readonly title: string;
  /** Its path, absolute. */
  readonly file: string;
  readonly isPassed: boolean;
}

/**
 * A title with a hole (`${what} is refused`) stands for every test that fits it; one that nothing fits counts as missing.
 * @param node The version that they ran on.
 * @returns `isWhole`: none failed, and none is missing.
 */
export function resultsOf(named: readonly NamedTest[], ran: readonly Passed[], node: string) {
  const files = [...new Set(named.map(({ file }) => file))].sort();
  const rows = files.map((file) => {
    const here = ran.filter((test) => test.file.endsWith(`/${file}`));
    const titles = [...new Set(named.filter((test) => test.file === file).map(({ title }) => title))];
    const found = titles.map((title) => here.filter((test) => fits(title, test.title)));
    return {
      file,
      titles: titles.length,
      passed: found.flat().filter(({ isPassed }) => isPassed).length,
      failed: found.flat().filter(({ isPassed }) => !isPassed).length,
      missing: found.filter((tests) => tests.length === 0).length,
    };
  });
  const sum = (key: 'titles' | 'passed' | 'failed' | 'missing') => rows.reduce((total, row) => total + row[key], 0);
  const cells = rows.map(({ file, titles, passed, failed, missing }) => [
    `\`${file}\``,
    ...[titles, passed, failed, missing].map(String),
  ]);
  const heads = ['file', 'named here', 'passed', 'failed', 'missing'];
  const total = `Node ${node}: of ${sum('titles')} named tests, ${sum('passed')} cases passed, ${sum('failed')} failed, ${sum('missing')} were missing.`;
  return {
    isWhole: sum('failed') === 0 && sum('missing') === 0,
    text: `${total}\n\n${markdownTable([heads, ...cells])}`,
  };
}

function fits(title: string, ran: string): boolean {
  const parts = title.split(/\$\{[^}]*\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's').test(ran);
}
