import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PickedLanguage } from '../../../web/src/choose/demo/picked-language.ts';

function listener() {
  const changes: string[] = [];
  return { changes, changeLanguage: async (language: string) => void changes.push(language) };
}

test('a language that is picked before the listener has joined is what it hears, the last one if there are several', async () => {
  const picked = new PickedLanguage('es');
  await picked.pick('fr');
  assert.equal(picked.now, 'fr', 'it joins with it');
  await picked.pick('ja');
  await picked.pick('de');
  const joined = listener();
  await picked.joined(joined, 'fr');
  assert.deepEqual(joined.changes, ['de']);
});

test('a listener that joined with the picked language changes nothing, until another is picked', async () => {
  const picked = new PickedLanguage('es');
  const joined = listener();
  await picked.joined(joined, 'es');
  assert.deepEqual(joined.changes, []);
  await picked.pick('fr');
  assert.deepEqual([joined.changes, picked.now], [['fr'], 'fr']);
});

test('a change that fails is told to whoever picked it', async () => {
  const picked = new PickedLanguage('es');
  await picked.joined({ changeLanguage: () => Promise.reject(new Error('refused')) }, 'es');
  await assert.rejects(picked.pick('fr'), /refused/);
});
