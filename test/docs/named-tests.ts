/** Finds the tests that a page names as “title” (`file`), and those that a file has. Reads no files. */

export interface NamedTest {
  readonly title: string;
  readonly file: string;
}

/** A title may be broken over two lines of the page. */
export function testsNamedIn(text: string): NamedTest[] {
  return [...text.matchAll(/“([^“”]+)”\s+\(`([^`]+\.ts)`\)/g)].map(([, title = '', file = '']) => ({
    title: title.replace(/\s+/g, ' '),
    file,
  }));
}

/** Titles as they are written, those with holes (`${what} is refused`) with them. */
export function titlesOf(source: string): string[] {
  const calls = source.matchAll(/\btest\(\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|`((?:[^`\\]|\\.)*)`)/g);
  return [...calls].map(([, single, double, template]) => (single ?? double ?? template ?? '').replace(/\\(.)/g, '$1'));
}
