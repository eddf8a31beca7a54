/** Writes measurements into a page of docs/: replaces the text between two marks and leaves the rest as it is. */
import { readFile, writeFile } from 'node:fs/promises';

/** The marks of a command's text: `<!-- name:begin, written by … -->` and `<!-- name:end -->`. */
export interface Marks {
  readonly name: string;
  /** The command line that writes it. */
  readonly writtenBy: string;
}

/** @throws Error if the page does not have the marks. */
export function withMeasured(page: string, { name, writtenBy }: Marks, measured: string): string {
  const beginMark = `<!-- ${name}:begin, written by ${writtenBy} -->`;
  const endMark = `<!-- ${name}:end -->`;
  const begin = page.indexOf(beginMark);
  const end = page.indexOf(endMark);
  if (begin < 0 || end < begin) throw new Error(`the page has no ${beginMark} and ${endMark}`);
  return `${page.slice(0, begin + beginMark.length)}\n\n${measured.trim()}\n\n${page.slice(end)}`;
}

export async function writeMeasured(file: string, marks: Marks, measured: string): Promise<void> {
  await writeFile(file, withMeasured(await readFile(file, 'utf8'), marks, measured));
}
