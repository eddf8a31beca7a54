import assert from 'node:assert/strict';
import { test } from 'node:test';
import { languageForOriginal, planFeeds, stateOfAll } from '../../../web/src/screen/feeds.ts';

test('each language has a listener, and the first brings the speaker’s own words along', () => {
  assert.deepEqual(planFeeds(['es', 'ca']), [
    { language: 'es', bringsOriginal: false },
    { language: 'ca', bringsOriginal: false },
  ]);
  assert.deepEqual(planFeeds(['original', 'es', 'ca']), [
    { language: 'es', bringsOriginal: true },
    { language: 'ca', bringsOriginal: false },
  ]);
});

test('for the speaker’s own words alone one listens in the speaker’s language, so that nothing is translated', () => {
  assert.deepEqual(planFeeds(['original']), [{ language: undefined, bringsOriginal: true }]);
  assert.equal(languageForOriginal('en', ['es', 'en']), 'en');
  assert.equal(languageForOriginal('ru', ['es', 'en']), 'es');
  assert.equal(languageForOriginal('ru', []), 'ru');
});

test('of several listeners’ states the one is told that matters most', () => {
  assert.equal(stateOfAll(['open', 'reconnecting', 'over']), 'over');
  assert.equal(stateOfAll(['open', 'noLanguage']), 'noLanguage');
  assert.equal(stateOfAll(['open', 'open']), 'open');
  assert.equal(stateOfAll([]), 'joining');
});
