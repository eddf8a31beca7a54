import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LocalSpeaker } from '../../../pipeline/engines/local-speaker.ts';
import { type Speaker, type Speech, spokenAtOnce } from '../../../pipeline/engines/speaker.ts';
import { NEUTRAL } from '../../support/pipeline/payloads.ts';
import { toWhole } from '../../support/pipeline/speech.ts';

/** Speaks by one byte, its mark; knows the languages of `voices`. */
function fakeSpeaker(mark: number, voices: readonly string[], failure?: Error): Speaker & { closed: number } {
  return {
    closed: 0,
    async speak({ language }): Promise<Speech> {
      if (failure) throw failure;
      if (!voices.includes(language)) return { kind: 'noVoice', hint: `install ${mark}` };
      return spokenAtOnce(Uint8Array.of(mark));
    },
    async hasVoice(language) {
      if (failure) throw failure;
      return voices.includes(language);
    },
    async close() {
      this.closed += 1;
    },
  };
}

function start(festival: Speaker) {
  const warnings: string[] = [];
  const espeak = fakeSpeaker(1, ['ca', 'es', 'en']);
  const speaker = new LocalSpeaker({ espeak, festival, warn: (line) => warnings.push(line) });
  const markOf = async (language: string) => {
    const speech = await speaker.speak({ text: 'x', language, emotion: NEUTRAL });
    return speech.kind === 'spoken' ? (await toWhole(speech))[0] : speech.hint;
  };
  return { speaker, espeak, warnings, markOf };
}

test('Catalan is spoken by Festival, every other language by eSpeak NG', async () => {
  const { markOf, warnings } = start(fakeSpeaker(2, ['ca', 'es']));

  assert.deepEqual([await markOf('ca'), await markOf('es'), await markOf('en')], [2, 1, 1]);
  assert.equal(await markOf('xx'), 'install 1');
  assert.deepEqual(warnings, []);
});

test('without Festival eSpeak NG speaks Catalan, and one line says once what would be better', async () => {
  const { speaker, markOf, warnings } = start(fakeSpeaker(2, []));

  assert.deepEqual([await markOf('ca'), await markOf('ca')], [1, 1]);
  assert.equal(await speaker.hasVoice('ca'), true);
  assert.deepEqual(warnings, ['install 2; eSpeak NG speaks it instead']);
});

test('a sentence Festival fails on is a failure, not spoken in another voice', async () => {
  const { speaker, markOf } = start(fakeSpeaker(2, ['ca'], new Error('festival failed: 255')));

  await assert.rejects(markOf('ca'), /festival failed: 255/);
  assert.equal(await speaker.hasVoice('ca'), true);
  assert.equal(await markOf('es'), 1);
});

test('both engines are closed', async () => {
  const festival = fakeSpeaker(2, ['ca']);
  const { speaker, espeak } = start(festival);

  await speaker.close();

  assert.deepEqual([espeak.closed, festival.closed], [1, 1]);
});
