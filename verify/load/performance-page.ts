/** docs/performance.md, whose table is measured: the text between two marks is replaced, and the charts beside it. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

export const PERFORMANCE_PAGE = fileURLToPath(new URL('../../docs/performance.md', import.meta.url));
const CHARTS = fileURLToPath(new URL('../../docs/performance/', import.meta.url));
const BEGIN = '<!-- validate:begin, written by npm run validate -- --write -->';
const END = '<!-- validate:end -->';

/** @throws Error when the marks are not there. */
export function withMeasured(page: string, measured: string): string {
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`the page has no ${BEGIN} and ${END}`);
  return `${page.slice(0, begin + BEGIN.length)}\n\n${measured.trim()}\n\n${page.slice(end)}`;
}

/** @param charts Name of the load → SVG. */
export async function writePage(measured: string, charts: Readonly<Record<string, string>>): Promise<void> {
  await writeFile(PERFORMANCE_PAGE, withMeasured(await readFile(PERFORMANCE_PAGE, 'utf8'), measured));
  await mkdir(CHARTS, { recursive: true });
  for (const [name, chart] of Object.entries(charts)) await writeFile(`${CHARTS}${name}.svg`, chart);
}
