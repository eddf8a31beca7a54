import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { MODEL_FILES } from '../../emulators/transcribe/engines/model-files.ts';
import { ENGINES } from '../../scripts/engines.mjs';
import { LICENCES } from '../../scripts/speech-model/licences.ts';

interface Manifest {
  readonly dependencies: Record<string, string>;
  readonly devDependencies: Record<string, string>;
  readonly optionalDependencies: Record<string, string>;
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
  assert.deepEqual(namedIn('Speech engines, optional').sort(), Object.keys(manifest.optionalDependencies).sort());
  assert.deepEqual(namedIn('For development').sort(), Object.keys(manifest.devDependencies).sort());
});

test('every version is pinned exactly', () => {
  const { dependencies, devDependencies, optionalDependencies } = manifest;
  for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies })) {
    assert.match(version, /^(npm:(@[\w.-]+\/)?[\w.-]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/, name);
  }
});

test('the licence that setup shows for an engine’s Debian packages is the one that is written down', () => {
  const rows = document.split('\n').filter((line) => line.startsWith('| `'));
  for (const { packages, licence, id } of ENGINES) {
    const row = rows.find((line) => packages.length > 0 && packages.every((name) => line.includes(`\`${name}\``)));
    assert.ok(packages.length === 0 || row?.endsWith(`| ${licence} |`), id);
  }
});

test('everything that setup fetches for speech is written down with its licence', () => {
  for (const { name, licence } of Object.values(MODEL_FILES)) {
    const row = document.split('\n').find((line) => line.startsWith('| `') && line.includes(`\`${name}\``));
    assert.ok(row?.includes(`| ${licence.split(',')[0]}, `), name);
  }
  for (const { licence, holder } of LICENCES) assert.ok(document.includes(licence), holder);
});
