/**
 * `npm run setup`: makes a fresh clone ready. Runs before any package is installed, so it is plain JavaScript and uses only
 * Node's own modules. This file only checks Node's version, with syntax that an old Node can parse.
 */
import { readFileSync } from 'node:fs';

const { engines } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const [major = 0, minor = 0] = engines.node.replace('>=', '').split('.').map(Number);
const [ownMajor = 0, ownMinor = 0] = process.versions.node.split('.').map(Number);

if (ownMajor < major || (ownMajor === major && ownMinor < minor)) {
  process.stderr.write(`setup: Node ${major}.${minor} or newer is needed, but this is ${process.versions.node}\n`);
  process.exitCode = 1;
} else {
  const { runSetup } = await import('./setup-steps.mjs');
  process.exitCode = await runSetup(process.argv.slice(2));
}
