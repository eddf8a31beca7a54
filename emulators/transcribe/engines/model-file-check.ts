/** Checks a model file before an engine loads it: on a file they cannot read, engines end the process or print a long text. */
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { describeHead } from './file-look.ts';

const HEAD_BYTES = 64;
/** How files with these endings begin. A file that is cut short is not found this way, only by its hash. */
const BEGINNINGS: readonly { readonly ending: string; readonly is: (head: Buffer) => boolean }[] = [
  { ending: '.ort', is: (head) => head.subarray(4, 8).toString('latin1') === 'ORTM' },
  { ending: '.onnx', is: (head) => head[0] === 8 },
];

/** @throws Error, one line, if the file is missing, cannot be read, or does not begin as its ending says */
export function checkModelFile(path: string): void {
  const name = `The speech model's file ${path}`;
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) throw new Error(`${name} is missing`);
  if (!stats.isFile()) throw new Error(`${name} is not a file`);
  if (stats.size === 0) throw new Error(`${name} is empty`);
  const head = readHead(path, name);
  const wrong = BEGINNINGS.find(({ ending, is }) => path.endsWith(ending) && !is(head));
  if (wrong !== undefined)
    throw new Error(`${name} is not what ${wrong.ending} says: it looks like ${describeHead(head)}`);
}

function readHead(path: string, name: string): Buffer {
  try {
    const file = openSync(path, 'r');
    try {
      const head = Buffer.alloc(HEAD_BYTES);
      return head.subarray(0, readSync(file, head));
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw new Error(`${name} cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
}
