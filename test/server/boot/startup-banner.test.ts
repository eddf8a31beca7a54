import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startupBanner } from '../../../src/server/boot/startup-banner.ts';

const as = (name: string) => (text: string | number | null | undefined) => `<${name}>${text}</${name}>`;
const COLOURS = { bold: as('b'), cyan: as('c'), yellow: as('y') };
const ASR = { engine: 'moonshine', model: 'Moonshine tiny-en', languages: ['en'], maxStreams: 3 };

test('the terminal gets the link, or how to get the pages', () => {
  assert.match(startupBanner('http://127.0.0.1:8080', true, undefined, COLOURS), /<c>http:\/\/127.0.0.1:8080\/<\/c>/);
  assert.match(startupBanner('', false, undefined, COLOURS), /<y>.*npm run build/);
});

test('in embedded mode it says what recognises speech, and why it is not a better one', () => {
  const plain = startupBanner('http://here', true, ASR, COLOURS);
  const lesser = startupBanner('http://here', true, { ...ASR, note: 'the reason' }, COLOURS);

  assert.match(plain, /Recognition: Moonshine tiny-en, English\n/);
  assert.equal(lesser, plain.replace(/\n$/, '  the reason\n\n'));
  // Set off from the log around it.
  assert.match(lesser, /^\n( {2}\S.*\n){3}\n$/);
});
