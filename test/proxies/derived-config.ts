/** What is tested is what is shipped: a configuration of ops/proxies/ with its ports and paths exchanged, and nothing else. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export type Exchange = readonly [shipped: string, tested: string];

/** @throws Error where what is to be exchanged is not there: the file has changed, and the test would test another. */
export function derivedConfig(name: 'nginx.conf' | 'haproxy.cfg', exchanges: readonly Exchange[]): string {
  const file = `ops/proxies/${name}`;
  return exchanged(readFileSync(fileURLToPath(new URL(`../../${file}`, import.meta.url)), 'utf8'), exchanges, file);
}

/** @throws Error, which calls the configuration by its name, where what is to be exchanged is not there. */
export function exchanged(config: string, exchanges: readonly Exchange[], name: string): string {
  return exchanges.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`${name} has no "${from}"`);
    return text.replaceAll(from, to);
  }, config);
}
