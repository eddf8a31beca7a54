import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { EspeakSpeaker } from '../../../pipeline/engines/espeak-speaker.ts';
import { FestivalSpeaker } from '../../../pipeline/engines/festival-speaker.ts';
import { NEUTRAL } from '../../support/pipeline/payloads.ts';
import { rises, rms, toSamples } from '../../support/pipeline/speech.ts';

const PATH = process.env.PATH ?? '';
const SENTENCE = 'Bon dia a tothom. Avui parlarem del mar i de la gent que viu a la vora.';
const RATE_HZ = 16_000;

function start(t: TestContext, path = PATH, deadlineMs = 10_000): FestivalSpeaker {
  const speaker = new FestivalSpeaker({ path, deadlineMs });
  t.after(() => speaker.close());
  return speaker;
}

/** A path whose `festival` is a shell script, which knows the Catalan voice and speaks by `speak`. */
function pathWith(t: TestContext, speak: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'festival-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const program = join(folder, 'festival');
  writeFileSync(program, `#!/bin/sh\ncase "$*" in *voice.list*) echo '(upc_ca_ona_hts)' ;; *) ${speak} ;; esac\n`);
  chmodSync(program, 0o755);
  return `${folder}:${PATH}`;
}

const speakCatalan = (speaker: FestivalSpeaker, text: string) =>
  speaker.speak({ text, language: 'ca', emotion: NEUTRAL });

test('a neutral sentence takes as long as a person would and is as loud as eSpeak NG', async (t) => {
  const espeak = new EspeakSpeaker({ path: PATH, deadlineMs: 5_000 });
  t.after(() => espeak.close());

  const [festival, other] = await Promise.all([toSamples(start(t), SENTENCE, 'ca'), toSamples(espeak, SENTENCE, 'ca')]);

  const seconds = festival.length / RATE_HZ;
  assert.ok(seconds > 3 && seconds < 7, `${seconds} s`);
  assert.ok(Math.abs(20 * Math.log10(rms(festival) / rms(other))) < 3, `${rms(festival)} and ${rms(other)}`);
  assert.notEqual(festival.length, other.length);
});

test('a faster speaker is rendered faster, in proportion', async (t) => {
  const speaker = start(t);

  const [slow = 0, even = 0, fast = 0] = await Promise.all(
    [0.5, 1, 2].map(async (rate) => (await toSamples(speaker, SENTENCE, 'ca', { rate })).length),
  );

  // Not quite twice: the quiet at the ends, which is taken away, does not keep the proportion.
  assert.ok(Math.abs(slow / even - 2) < 0.35 && Math.abs(even / fast - 2) < 0.35, String([slow, even, fast]));
});

test('a louder speaker is rendered louder, without clipping', async (t) => {
  const speaker = start(t);

  const speech = await Promise.all([0, 0.5, 1].map((volume) => toSamples(speaker, SENTENCE, 'ca', { volume })));

  assert.ok(rises(speech.map(rms), 1.5), String(speech.map(rms)));
  const loudest = speech.at(-1) ?? new Int16Array(0);
  assert.ok(loudest.filter((sample) => Math.abs(sample) >= 32_766).length < loudest.length / 1_000);
});

test('Scheme, options and quotes in a text are read as text', async (t) => {
  const speaker = start(t);
  const texts = ['(quit) "(exit)" bon dia', "-eval '(exit 1) bon dia", '") (quit) (" #.(quit) bon dia'];

  const spoken = await Promise.all(texts.map((text) => toSamples(speaker, text, 'ca')));

  for (const samples of spoken) assert.ok(samples.length > RATE_HZ / 2);
});

test('numbers, symbols, addresses, letters of other languages and endless words are spoken', async (t) => {
  const speaker = start(t);
  const texts = [
    '1.234.567 3,5 % 12345678901234567890, 31/12/2026 10:30 5 € XIV, +34 93 123 45 67, 99/99/99',
    'www.example.com/a?b=c&d a@b.cat #$%&*+/<=>@[\\]^_`{|}~ a ß Ñ œ nil',
    ...["l'", '@'.repeat(5_000), 'x'.repeat(5_000)],
  ];

  const spoken = await Promise.all(texts.map((text) => toSamples(speaker, text, 'ca')));

  for (const [i, samples] of spoken.entries()) assert.ok(samples.length > 3_000, texts[i]?.slice(0, 30));
});

test('a text of nothing but marks, emoji or another script makes no sound', async (t) => {
  const speaker = start(t);

  for (const text of ['', ' ', '...', '?!', '—', '«»', '()', '😀', 'привет', '\0']) {
    assert.equal((await toSamples(speaker, text, 'ca')).length, 0, text);
  }
});

test('a long text costs in proportion to its length', async (t) => {
  const samples = await toSamples(start(t), 'Bon dia als amics que vénen del mar '.repeat(20).slice(0, 700), 'ca');

  assert.ok(samples.length > 30 * RATE_HZ, `${samples.length / RATE_HZ} s`);
});

test('a region of Catalan has the voice, another language none', async (t) => {
  const speaker = start(t);

  assert.equal(await speaker.hasVoice('ca-ES'), true);
  assert.equal(await speaker.hasVoice('es'), false);
  assert.equal(await speaker.hasVoice('constructor'), false);
  assert.deepEqual(await speaker.speak({ text: 'x', language: 'es', emotion: NEUTRAL }), {
    kind: 'noVoice',
    hint: 'Festival has no voice for es',
  });
});

test('without the program or the voice there is none, and the packages are named', async (t) => {
  const hint = 'Festival cannot speak ca: install the Debian packages festival festival-ca festvox-ca-ona-hts';
  const voiceless = pathWith(t, 'true').split(':')[0] ?? '';
  writeFileSync(join(voiceless, 'festival'), "#!/bin/sh\necho '(kal_diphone)'\n");

  for (const path of ['/nonexistent', voiceless]) {
    assert.deepEqual(await speakCatalan(start(t, path), 'x'), { kind: 'noVoice', hint });
  }
});

test('a program that fails is an error that names no text', async (t) => {
  await assert.rejects(speakCatalan(start(t, pathWith(t, 'exit 255')), 'secret'), {
    message: 'festival failed: 255',
  });
});

test('complaints before the speech are no part of it, and complaints alone are no sound', async (t) => {
  const wav =
    "printf 'RIFF\\044\\000\\000\\000WAVEfmt \\020\\000\\000\\000\\001\\000\\001\\000\\200\\076\\000\\000\\000\\175\\000\\000\\002\\000\\020\\000data\\002\\000\\000\\000\\007\\000'";

  const complained = await toSamples(start(t, pathWith(t, `echo '"Error: RIFF"'; ${wav}`)), 'x', 'ca');
  const alone = await toSamples(start(t, pathWith(t, "echo 'SIOD ERROR'")), 'x', 'ca');

  assert.deepEqual([...complained], [7]);
  assert.equal(alone.length, 0);
});

test('speech that takes too long, or is being made when the speaker closes, is given up', async (t) => {
  const slow = pathWith(t, 'exec sleep 60');
  await assert.rejects(speakCatalan(start(t, slow, 300), 'x'), /festival failed: SIGKILL/);

  const closing = start(t, slow);
  assert.equal(await closing.hasVoice('ca'), true);
  const speaking = speakCatalan(closing, 'x');
  await closing.close();
  await assert.rejects(speaking, /festival failed/);
});
