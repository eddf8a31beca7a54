import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseTargetOffers, problemsOfTargetOffers } from '../../../src/server/config/target-offers-setting.ts';

test('what TARGET_OFFERS does not name is speech', () => {
  assert.deepEqual(parseTargetOffers(' gl=captions, eo=none ', ['es', 'gl', 'eo']), [
    { code: 'es', offers: 'speech' },
    { code: 'gl', offers: 'captions' },
    { code: 'eo', offers: 'none' },
  ]);
  assert.deepEqual(parseTargetOffers(undefined, ['es']), [{ code: 'es', offers: 'speech' }]);
});

test('a wrong entry is one line that names it', () => {
  assert.deepEqual(problemsOfTargetOffers('es=speech,gl=captions'), []);
  const problems = problemsOfTargetOffers('es,gl=,xx=speech,es=song');
  assert.equal(problems.length, 4);
  assert.match(problems[0] ?? '', /"es" is not of the form/);
  assert.match(problems[2] ?? '', /names "xx"/);
  assert.match(problems[3] ?? '', /speech, captions, none, not "song"/);
});
