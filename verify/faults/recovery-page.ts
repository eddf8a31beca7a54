/** docs/recovery.md, whose table is measured: the text between two marks is replaced, the rest is left as it is. */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

export const RECOVERY_PAGE = fileURLToPath(new URL('../../docs/recovery.md', import.meta.url));
const BEGIN = '<!-- faults:begin, written by npm run faults -- --markdown -->';
const END = '<!-- faults:end -->';

/** @throws Error when the marks are not there. */
export function withTable(page: string, table: string): string {
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`the page has no ${BEGIN} and ${END}`);
  return `${page.slice(0, begin + BEGIN.length)}\n\n${table.trim()}\n\n${page.slice(end)}`;
}

export async function writeTable(table: string): Promise<void> {
  await writeFile(RECOVERY_PAGE, withTable(await readFile(RECOVERY_PAGE, 'utf8'), table));
}
