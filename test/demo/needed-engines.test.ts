import assert from 'node:assert/strict';
import { test } from 'node:test';
import { missingEngines } from '../../demo/needed-engines.ts';
import { ENGINES } from '../../scripts/engines.mjs';

const withOnly = (...there: string[]) =>
  ENGINES.map((engine) => ({ ...engine, find: () => (there.includes(engine.id) ? 'here' : undefined) }));

test('the recogniser and the voice are always needed', () => {
  assert.match(
    missingEngines(['fr'], withOnly()) ?? '',
    /PocketSphinx .*, eSpeak NG .*: apt-get install libpocketsphinx3 /,
  );
  assert.equal(missingEngines(['fr'], withOnly('pocketsphinx', 'espeak-ng')), undefined);
});

test('a translation engine is needed only for who listens in its language', () => {
  const engines = withOnly('pocketsphinx', 'espeak-ng', 'apertium-spa');

  assert.equal(missingEngines(['es'], engines), undefined);
  assert.match(missingEngines(['es', 'ca'], engines) ?? '', /apt-get install apertium apertium-eng-cat$/);
});
