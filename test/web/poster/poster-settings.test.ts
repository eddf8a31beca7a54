import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crowdOf, readPosterAddress } from '../../../web/src/poster/poster-settings.ts';

const read = (query: string) => readPosterAddress(new URLSearchParams(query));

test('a poster’s address has a code, its languages in their order, and the session’s server', () => {
  assert.deepEqual(read('code=Golden eagle 427&languages=ar, ES,tlh,ar&server=wss://talks.example'), {
    code: 'golden-eagle-427',
    languages: ['ar', 'es'],
    server: 'wss://talks.example',
  });
});

test('without languages that are known the poster has all that the server offers', () => {
  const nothing = { code: '', languages: undefined, server: undefined };
  for (const query of ['', 'languages=', 'languages=tlh', 'server=javascript:alert(1)']) {
    assert.deepEqual(read(query), nothing, query);
  }
});

test('the more languages, the smaller the letters', () => {
  assert.deepEqual([1, 3, 4, 6, 7, 13].map(crowdOf), ['few', 'few', 'some', 'some', 'many', 'many']);
});
