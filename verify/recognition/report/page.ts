/** docs/recognition.md and its picture, written from docs/recognition.json: the text between two marks is replaced. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { markdownOf } from './markdown.ts';
import { pictureOf } from './picture.ts';
import type { RunReport } from './run-report.ts';

const DOCS = fileURLToPath(new URL('../../../docs/', import.meta.url));
export const RECOGNITION_PAGE = `${DOCS}recognition.md`;
export const RECOGNITION_PICTURE = `${DOCS}pictures/recognition.svg`;
export const RECOGNITION_RUN = `${DOCS}recognition.json`;
const BEGIN = '<!-- recognition:begin, written by npm run recognition -- --write-docs -->';
const END = '<!-- recognition:end -->';

/** @throws Error when the marks are not there. */
export function withMeasured(page: string, measured: string): string {
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`the page has no ${BEGIN} and ${END}`);
  return `${page.slice(0, begin + BEGIN.length)}\n\n${measured.trim()}\n\n${page.slice(end)}`;
}

/** What --json printed, or docs/recognition.json. @throws Error of one line when it is not a whole run. */
export async function readRun(file: string): Promise<RunReport> {
  const { claims: _, ...run } = JSON.parse(await readFile(file, 'utf8')) as RunReport & { claims?: unknown };
  if (!Array.isArray(run.asked) || !Array.isArray(run.engines) || run.isQuick !== false) {
    throw new Error(`${file} is no whole run of npm run recognition -- --json`);
  }
  return run;
}

/** What is kept leaves out what was said: it is of use where errors are looked into, and long. */
export async function writeDocs(report: RunReport): Promise<void> {
  const kept = { ...report, engines: report.engines.map((engine) => ({ ...engine, recordings: [] })) };
  await mkdir(`${DOCS}pictures`, { recursive: true });
  await writeFile(RECOGNITION_RUN, `${JSON.stringify(kept, undefined, 2)}\n`);
  await writeFile(RECOGNITION_PICTURE, pictureOf(kept));
  await writeFile(RECOGNITION_PAGE, withMeasured(await readFile(RECOGNITION_PAGE, 'utf8'), markdownOf(kept)));
}
