/** Checks a tokens.txt, because sherpa-onnx ends the process if it cannot read it. */
import { readFileSync } from 'node:fs';

const MOST_BYTES = 16 * 1024 * 1024;

/** Each line has a token and its number. In some models a token is a space or a line break. @returns what is wrong */
export function checkTokens(path: string, bytes: number): string | undefined {
  if (bytes > MOST_BYTES) return `${path} is too long for a list of tokens: ${bytes} bytes`;
  const lines = readFileSync(path, 'utf8').split('\n');
  const at = lines.findIndex((line) => line.trim() !== '' && !/(^|\s)\d+\r?$/.test(line));
  return at < 0 ? undefined : `${path} is not a list of tokens: line ${at + 1} does not end with a token’s number`;
}
