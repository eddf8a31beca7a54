/** Checks of a model file before an engine loads it: engines end the process, or print pages, on a file they cannot read. */
import { accessSync, constants, statSync } from 'node:fs';

/** @throws Error, one line, when there is no readable file with something in it */
export function checkModelFile(path: string): void {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) throw new Error(`The speech model's file ${path} is missing`);
  if (!stats.isFile()) throw new Error(`The speech model's file ${path} is no file`);
  if (stats.size === 0) throw new Error(`The speech model's file ${path} is empty`);
  try {
    accessSync(path, constants.R_OK);
  } catch {
    throw new Error(`The speech model's file ${path} cannot be read: it is not permitted`);
  }
}
