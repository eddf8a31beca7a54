/** The section of docs/performance.md that this command writes, and its charts. */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type Marks, writeMeasured } from '../../testkit/text/measured-page.ts';

export const PERFORMANCE_PAGE = fileURLToPath(new URL('../../docs/performance.md', import.meta.url));
export const BENCH_MARKS: Marks = { name: 'bench', writtenBy: 'npm run bench -- --write' };
const CHARTS = fileURLToPath(new URL('../../docs/performance/', import.meta.url));

/** @param charts name → SVG. */
export async function writePage(measured: string, charts: Readonly<Record<string, string>>): Promise<void> {
  await writeMeasured(PERFORMANCE_PAGE, BENCH_MARKS, measured);
  for (const [name, chart] of Object.entries(charts)) await writeFile(`${CHARTS}${name}.svg`, chart);
}
