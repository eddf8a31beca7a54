/** Writes docs/recognition.md and its picture from docs/recognition.json. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type Marks, writeMeasured } from '../../../testkit/text/measured-page.ts';
import { toMarkdown } from './markdown.ts';
import { toPicture } from './picture.ts';
import type { RunReport } from './run-report.ts';

const DOCS = fileURLToPath(new URL('../../../docs/', import.meta.url));
export const RECOGNITION_PAGE = `${DOCS}recognition.md`;
export const RECOGNITION_PICTURE = `${DOCS}pictures/recognition.svg`;
export const RECOGNITION_RUN = `${DOCS}recognition.json`;
export const RECOGNITION_MARKS: Marks = {
  name: 'recognition',
  writtenBy: 'npm run recognition -- --write-docs',
};

/** Reads the output of --json, or docs/recognition.json. @throws Error, one line, when it is not a whole run. */
export async function readRun(file: string): Promise<RunReport> {
  const { claims: _, ...run } = JSON.parse(await readFile(file, 'utf8')) as RunReport & { claims?: unknown };
  if (!Array.isArray(run.asked) || !Array.isArray(run.engines) || run.isQuick !== false) {
    throw new Error(`${file} is not a whole run of npm run recognition -- --json`);
  }
  return run;
}

/** The kept file has no texts, because they are long and only useful for the analysis of errors. */
export async function writeDocs(report: RunReport): Promise<void> {
  const kept = { ...report, engines: report.engines.map((engine) => ({ ...engine, recordings: [] })) };
  await mkdir(`${DOCS}pictures`, { recursive: true });
  await writeFile(RECOGNITION_RUN, `${JSON.stringify(kept, undefined, 2)}\n`);
  await writeFile(RECOGNITION_PICTURE, toPicture(kept));
  await writeMeasured(RECOGNITION_PAGE, RECOGNITION_MARKS, toMarkdown(kept));
}
