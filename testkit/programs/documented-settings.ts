/** The server's settings, as documented in .env.example. */
import { readFileSync } from 'node:fs';

const FILE = new URL('../../.env.example', import.meta.url);

/** Each setting with its default; empty if there is none. */
export function documentedSettings(): Record<string, string> {
  const lines = readFileSync(FILE, 'utf8').matchAll(/^#? ?([A-Z][A-Z0-9_]+)=(.*)$/gm);
  return Object.fromEntries(Array.from(lines, ([, name = '', value = '']) => [name, value]));
}
