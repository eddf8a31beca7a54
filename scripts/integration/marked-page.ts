/** A page of which a person writes the text, and the code some parts: each between two marks with its name. */
import { readFileSync } from 'node:fs';
import { withMeasured } from '../../testkit/text/measured-page.ts';

/** Name of the part → its text. */
export type Parts = Readonly<Record<string, () => string>>;

const WRITTEN_BY = 'npm run docs';
const BEGIN = /^<!-- ([\w-]+):begin, written by npm run docs -->$/gm;

/** @returns the page at this path with every part written anew. @throws Error if a part has no mark, or a mark no part. */
export function markedPage(path: string, parts: Parts): string {
  return fill(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'), parts);
}

/** Pure, for tests. */
export function fill(page: string, parts: Parts): string {
  for (const [, name = ''] of page.matchAll(BEGIN)) if (!(name in parts)) throw new Error(`there is no part ${name}`);
  return Object.entries(parts).reduce(
    (text, [name, print]) => withMeasured(text, { name, writtenBy: WRITTEN_BY }, print()),
    page,
  );
}
