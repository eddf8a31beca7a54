import assert from 'node:assert/strict';
import { test } from 'node:test';
import { missingEngines } from '../../demo/needed-engines.ts';
import { ENGINES } from '../../scripts/engines.mjs';

const withOnly = (...there: string[]) =>
  ENGINES.map((engine) => ({ ...engine, find: () => (there.includes(engine.id) ? 'here' : undefined) }));

test('one of the recognisers and the voice are always needed', () => {
  assert.match(
    missingEngines(['fr'], withOnly()) ?? '',
    /missing: Moonshine .*, PocketSphinx .*, eSpeak NG .*: apt-get install libpocketsphinx3 pocketsphinx-en-us espeak-ng$/,
  );
  for (const recogniser of ['moonshine', 'pocketsphinx']) {
    assert.equal(missingEngines(['fr'], withOnly(recogniser, 'espeak-ng')), undefined);
    assert.match(missingEngines(['fr'], withOnly(recogniser)) ?? '', /^missing: eSpeak NG \(/);
  }
});

test('a translation engine is needed only for who listens in its language', () => {
  const engines = withOnly('pocketsphinx', 'espeak-ng', 'apertium-spa');

  assert.equal(missingEngines(['es'], engines), undefined);
  assert.match(missingEngines(['es', 'ca'], engines) ?? '', /apt-get install apertium apertium-eng-cat$/);
});
