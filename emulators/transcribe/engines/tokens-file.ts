/** Checks a tokens.txt: sherpa-onnx ends the process on one that it cannot read. */
import { readFileSync } from 'node:fs';

const MOST_BYTES = 16 * 1024 * 1024;

/** Each line has a token and its number; the token is a space or a line of its own kind in some models. @returns what is wrong */
export function problemOfTokens(path: string, bytes: number): string | undefined {
  if (bytes > MOST_BYTES) return `${path} is too long for a list of tokens: ${bytes} bytes`;
  const lines = readFileSync(path, 'utf8').split('\n');
  const at = lines.findIndex((line) => line.trim() !== '' && !/(^|\s)\d+\r?$/.test(line));
  return at < 0 ? undefined : `${path} is not a list of tokens: line ${at + 1} does not end with a token’s number`;
}
