import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { asteriskSounds, promptsIn } from '../../../verify/recognition/corpora/asterisk-sounds.ts';
import { chosenOf, spread } from '../../../verify/recognition/corpora/choice.ts';
import { linesIn, pocketsphinxTestdata } from '../../../verify/recognition/corpora/pocketsphinx-testdata.ts';
import type { Corpus, Recording } from '../../../verify/recognition/corpora/recording.ts';
import { speechBounds } from '../../../verify/recognition/corpora/speech-bounds.ts';
import { SENTENCES, takes } from '../../../verify/recognition/corpora/synthetic.ts';

const corpus = (recordings: readonly Recording[]): Corpus => ({ name: 'test', kind: 'people', credit: '', recordings });
const recording = (id: string, text: string, seconds: number): Recording => ({
  id,
  kind: 'people',
  text,
  samples: new Int16Array(seconds * 16_000),
});

test('prompts are read with their texts; sounds that are described are left out', () => {
  const list = [
    '; Core Asterisk Sounds in English',
    '',
    'activated: Activated.',
    'beep: [this is a simple beep tone]',
    'confbridge-join: <beep ascending>',
    'silence/1: (1 second of silence)',
    'spy-iax2: IAX (note: does not say "2")',
    'vm-leavemsg:  Press 5 to leave a message',
    'dictate/forhelp: press 0 for help',
    'priv-callpending: I have a caller waiting, who introduces themselves as:',
  ].join('\n');

  assert.deepEqual(promptsIn(list), [
    { name: 'activated', text: 'Activated.' },
    { name: 'vm-leavemsg', text: 'Press 5 to leave a message' },
    { name: 'dictate/forhelp', text: 'press 0 for help' },
    { name: 'priv-callpending', text: 'I have a caller waiting, who introduces themselves as:' },
  ]);
});

test('transcripts are read with the file they belong to', () => {
  assert.deepEqual(linesIn('<s> ten of clubs  </s> (001)\n<s> four queen of clubs  </s> (002)\n'), [
    { file: '001', text: 'ten of clubs' },
    { file: '002', text: 'four queen of clubs' },
  ]);
});

test('a prompt that is listed and has no recording is passed over', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'rostrum-sounds-'));
  t.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'texts.gz'), gzipSync('here: I am here now.\ngone: I am gone now.\n'));
  writeFileSync(join(folder, 'here.g722'), new Uint8Array(8_000));

  const outcome = asteriskSounds({ sounds: `${folder}/`, texts: join(folder, 'texts.gz') });

  assert.ok(outcome.ok);
  assert.deepEqual(
    outcome.corpus.recordings.map(({ id, samples }) => [id, samples.length]),
    [['asterisk/here', 16_000]],
  );
  assert.match(outcome.corpus.credit, /Allison Smith.*CC-BY-SA/);
});

test('what is not installed is one line with the way to get it', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'rostrum-sounds-'));
  t.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'texts.gz'), gzipSync('here: I am here now.\n'));

  for (const outcome of [
    asteriskSounds({ sounds: `${folder}/`, texts: join(folder, 'nothing.gz') }),
    asteriskSounds({ sounds: `${folder}/`, texts: join(folder, 'texts.gz') }),
    pocketsphinxTestdata('librivox', folder),
    pocketsphinxTestdata('cards', folder),
  ]) {
    assert.ok(!outcome.ok);
    assert.match(outcome.message, /^\S[^\n]*apt-get install/);
  }
});

test('too short, too long and too few words are not chosen', () => {
  const chosen = chosenOf(
    corpus([
      recording('two', 'Hello world', 2),
      recording('short', 'one two three', 1),
      recording('long', 'one two three', 31),
      recording('good', 'one two three', 1.5),
      recording('longest', 'one two three', 30),
    ]),
  );

  assert.deepEqual(
    chosen.map(({ id }) => id),
    ['good', 'longest'],
  );
});

test('of a large corpus every sixth is chosen, of a small one all', () => {
  const many = Array.from({ length: 51 }, (_, i) => recording(String(i), 'one two three', 2));

  assert.deepEqual(
    chosenOf(corpus(many)).map(({ id }) => id),
    ['0', '6', '12', '18', '24', '30', '36', '42', '48'],
  );
  assert.equal(chosenOf(corpus(many.slice(0, 50))).length, 50);
});

test('a part of a list is spread over it, and never nothing', () => {
  assert.deepEqual(spread([1, 2, 3, 4, 5, 6], 0.5), [1, 3, 5]);
  assert.deepEqual(spread([1, 2, 3], 0.1), [1]);
  assert.deepEqual(spread([1, 2, 3], 1), [1, 2, 3]);
  assert.deepEqual(spread([], 1), []);
});

test('every sentence is spoken by two voices, and every voice speaks', () => {
  const all = takes();

  assert.equal(all.length, SENTENCES.length * 2);
  assert.equal(new Set(all.map(({ id }) => id)).size, all.length);
  assert.equal(new Set(all.map(({ voice }) => voice)).size, 4);
  for (const text of SENTENCES) {
    assert.equal(new Set(all.filter((take) => take.text === text).map(({ voice }) => voice)).size, 2, text);
  }
});

test('speech begins and ends where it is loud, whatever hum is around it', () => {
  const samples = Int16Array.from({ length: 32_000 }, (_, i) => {
    const hum = 20 * Math.sin(i);
    const isSpeech = i >= 8_000 && i < 24_000;
    return isSpeech ? 8_000 * Math.sin(i / 10) : hum;
  });

  const bounds = speechBounds(samples);

  assert.ok(bounds !== undefined);
  assert.ok(Math.abs(bounds.first - 8_000) <= 320, String(bounds.first));
  assert.ok(Math.abs(bounds.last - 24_000) <= 320, String(bounds.last));
  assert.equal(speechBounds(new Int16Array(16_000)), undefined);
  assert.equal(speechBounds(new Int16Array(0)), undefined);
});
