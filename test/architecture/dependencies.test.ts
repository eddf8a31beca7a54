import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

interface Manifest {
  readonly dependencies: Record<string, string>;
  readonly devDependencies: Record<string, string>;
}

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
const document = readFileSync('docs/dependencies.md', 'utf8');

/** The packages named in the first column of a section's table. */
function namedIn(section: string): string[] {
  const body = document.split(`## ${section}`)[1]?.split('\n## ')[0] ?? '';
  const rows = body.split('\n').filter((line) => line.startsWith('| `'));
  return rows.flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? ''));
}

test('every dependency has its reason, and every reason its dependency', () => {
  assert.deepEqual(namedIn('At run time').sort(), Object.keys(manifest.dependencies).sort());
  assert.deepEqual(namedIn('For development').sort(), Object.keys(manifest.devDependencies).sort());
});

test('every version is pinned exactly', () => {
  for (const [name, version] of Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })) {
    assert.match(version, /^(npm:(@[\w.-]+\/)?[\w.-]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/, name);
  }
});
