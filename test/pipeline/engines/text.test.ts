import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { espeakOptions, espeakSsml } from '../../../pipeline/engines/espeak-prosody.ts';
import { pollySsml } from '../../../pipeline/engines/polly-ssml.ts';
import { pollyVoice } from '../../../pipeline/engines/polly-voices.ts';
import { textPieces } from '../../../pipeline/engines/text-pieces.ts';
import { xmlText } from '../../../pipeline/engines/xml-text.ts';
import { NEUTRAL } from '../../support/pipeline/payloads.ts';

test('text in XML is escaped, and what XML forbids becomes a blank', () => {
  assert.equal(xmlText(`a<b>&"c'\u{0}\u{1f}\u{fffe}\ud800 😀\n`), 'a&lt;b&gt;&amp;&quot;c&apos;     😀\n');
});

test('Polly hears pace and loudness, never pitch', () => {
  assert.equal(pollySsml('a & b', NEUTRAL), '<speak><prosody rate="100%" volume="+0.0dB">a &amp; b</prosody></speak>');
  assert.match(pollySsml('a', { volume: 0, rate: 0.5, energy: 0 }), /rate="50%" volume="-6\.0dB"/);
  assert.match(pollySsml('a', { volume: 1, rate: 2, energy: 1 }), /rate="200%" volume="\+6\.0dB"/);
  assert.doesNotMatch(pollySsml('a', { volume: 1, rate: 2, energy: 1 }), /pitch/);
});

test('eSpeak gets its own defaults for a neutral speaker', () => {
  assert.deepEqual(espeakOptions(NEUTRAL), ['-s', '175', '-a', '100', '-p', '50']);
  assert.deepEqual(espeakOptions({ volume: 0, rate: 0.5, energy: 0 }), ['-s', '88', '-a', '20', '-p', '40']);
  assert.deepEqual(espeakOptions({ volume: 1, rate: 2, energy: 1 }), ['-s', '350', '-a', '180', '-p', '60']);
  assert.equal(
    espeakSsml('[[[a]]] <b>', NEUTRAL),
    '<speak><prosody range="100%">[ [ [a]]] &lt;b&gt;</prosody></speak>',
  );
});

test('voices are found by language, and by nothing an object inherits', () => {
  assert.equal(pollyVoice('es')?.VoiceId, 'Lucia');
  assert.equal(pollyVoice('eo'), undefined);
  assert.equal(pollyVoice('constructor'), undefined);
});

test('pieces are short enough, lose no word, and no character is cut in two', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('a', ' ', '. ', '😀', 'é', '。'), maxLength: 300 }),
      fc.integer({ min: 4, max: 60 }),
      (text, max) => {
        const pieces = textPieces(text, max);
        for (const piece of pieces) assert.ok(piece.length <= max && !/\p{Surrogate}/u.test(piece));
        assert.equal(pieces.join('').replace(/\s/g, ''), text.replace(/\s/g, ''));
      },
    ),
  );
  assert.deepEqual(textPieces('One two. Three four five six', 20), ['One two. Three four', 'five six']);
  assert.deepEqual(textPieces('One two three. Four five', 20), ['One two three.', 'Four five']);
  assert.deepEqual(textPieces('', 20), ['']);
});
