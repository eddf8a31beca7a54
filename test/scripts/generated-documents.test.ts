import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { GENERATED_DOCUMENTS } from '../../scripts/generated-documents.ts';

for (const [path, print] of Object.entries(GENERATED_DOCUMENTS)) {
  test(`${path} is what the code says (else: npm run docs)`, () => {
    assert.equal(readFileSync(path, 'utf8'), print());
  });

  test(`${path} is the same however often it is printed`, () => {
    assert.equal(print(), print());
  });
}
