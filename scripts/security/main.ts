/** `npm run security`: runs every test that docs/security.md names, and writes the results into the page. Exit code 1 if one failed. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { run } from 'node:test';
import { testsNamedIn } from '../../test/docs/named-tests.ts';
import { writeMeasured } from '../../testkit/text/measured-page.ts';
import { type Passed, resultsOf } from './results.ts';

const PAGE = 'docs/security.md';
/** Several of these files start whole servers. */
const AT_ONCE = 2;

const page = readFileSync(PAGE, 'utf8');
const named = testsNamedIn(page);
const files = [...new Set(named.map(({ file }) => file))].sort();
const passed: Passed[] = [];
const events = run({ files: files.map((file) => resolve(file)), concurrency: AT_ONCE });
for await (const { type, data } of events) {
  if (type !== 'test:pass' && type !== 'test:fail') continue;
  // A file's own entry has its path as its name.
  passed.push({ title: data.name, file: data.file ?? '', isPassed: type === 'test:pass' });
  if (type === 'test:fail') process.stderr.write(`failed: ${data.name}\n`);
}
const { isWhole, text } = resultsOf(named, passed, process.versions.node);
await writeMeasured(PAGE, { name: 'results', writtenBy: 'npm run security' }, text);
process.stdout.write(`${text}\n`);
process.exitCode = isWhole ? 0 : 1;
