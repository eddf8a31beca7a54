/** Writes the measured table of docs/performance.md and the charts for it. */
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type Marks, writeMeasured } from '../../testkit/text/measured-page.ts';

export const PERFORMANCE_PAGE = fileURLToPath(new URL('../../docs/performance.md', import.meta.url));
export const PERFORMANCE_MARKS: Marks = { name: 'validate', writtenBy: 'npm run validate -- --write' };
const CHARTS = fileURLToPath(new URL('../../docs/performance/', import.meta.url));

/** @param charts name of the load → SVG. */
export async function writePage(measured: string, charts: Readonly<Record<string, string>>): Promise<void> {
  await writeMeasured(PERFORMANCE_PAGE, PERFORMANCE_MARKS, measured);
  await mkdir(CHARTS, { recursive: true });
  for (const [name, chart] of Object.entries(charts)) await writeFile(`${CHARTS}${name}.svg`, chart);
}
