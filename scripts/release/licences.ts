/** The licences of everything in a release that others wrote, in one text. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LockedPackage } from './product-packages.ts';

/** Packages that the build puts into the pages (dist/web). */
export const IN_PAGES = ['node_modules/lean-qr'] as const;

const LICENCE_FILE = /^(licen[cs]e|copying|notice)/i;
const RULE = '-'.repeat(80);

/** @param root the folder that has node_modules. @param packages from product-packages.ts. @throws Error if one has no licence. */
export function licences(root: string, packages: readonly (readonly [string, LockedPackage])[]): string {
  const parts = packages.map(([path, { version, license }]) => {
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const files = readdirSync(join(root, path), { withFileTypes: true })
      .filter((entry) => entry.isFile() && LICENCE_FILE.test(entry.name))
      .map((entry) => entry.name);
    if (license === undefined) throw new Error(`${name}@${version} names no licence`);
    const texts = files.sort().map((file) => readFileSync(join(root, path, file), 'utf8').trim());
    return [
      RULE,
      `${name} ${version}: ${license}`,
      ...(texts.length > 0 ? texts : ['(It comes without the text.)']),
    ].join('\n\n');
  });
  return `What others wrote in this release, each under its own licence.\n\n${parts.join('\n\n')}\n`;
}
