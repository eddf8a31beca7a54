/** The section of docs/performance.md that this command writes, and its picture. */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type Marks, writeMeasured } from '../../testkit/text/measured-page.ts';

export const PERFORMANCE_PAGE = fileURLToPath(new URL('../../docs/performance.md', import.meta.url));
export const EVS_MARKS: Marks = { name: 'evs', writtenBy: 'npm run evs -- --write' };
const PICTURE = fileURLToPath(new URL('../../docs/performance/evs.svg', import.meta.url));

export async function writePage(measured: string, chart: string): Promise<void> {
  await writeMeasured(PERFORMANCE_PAGE, EVS_MARKS, measured);
  await writeFile(PICTURE, chart);
}
