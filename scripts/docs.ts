/** `npm run docs`: writes every generated document. With --check it writes nothing and fails if one is out of date. */
import { readFileSync, writeFileSync } from 'node:fs';
import { GENERATED_DOCUMENTS } from './generated-documents.ts';

const isCheck = process.argv.includes('--check');
for (const [path, print] of Object.entries(GENERATED_DOCUMENTS)) {
  const file = new URL(`../${path}`, import.meta.url);
  const text = print();
  if (text === committed(file)) continue;
  if (isCheck) {
    process.stderr.write(`${path} is out of date; run npm run docs\n`);
    process.exitCode = 1;
  } else {
    writeFileSync(file, text);
    process.stdout.write(`wrote ${path}\n`);
  }
}

function committed(file: URL): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
