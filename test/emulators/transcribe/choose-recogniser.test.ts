import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startRecogniser } from '../../../emulators/transcribe/choose-recogniser.ts';
import type { Recogniser } from '../../../emulators/transcribe/recogniser.ts';
import type { EngineStarters } from '../../../emulators/transcribe/recogniser-starters.ts';
import type { AsrChoice, AsrSettings } from '../../../src/integrations/emulators/asr-settings.ts';
import type { RecogniserInfo } from '../../../src/integrations/emulators/recogniser-info.ts';
import { NOTHING_COUNTED } from '../../../src/protocol/recogniser-counts.ts';

const SPHINX = { engine: 'pocketsphinx', model: 'PocketSphinx en-us', languages: ['en'], maxStreams: 6 };
const MOONSHINE = { engine: 'moonshine', model: 'Moonshine tiny-en', languages: ['en'], maxStreams: 6 };
const AUTO: AsrSettings = { choice: { kind: 'auto' } };

/** Engines that start or do not, and what became of them. */
function engines(there: Partial<Record<keyof EngineStarters, RecogniserInfo | string>>) {
  const closed: string[] = [];
  const asked: string[] = [];
  const start = async (kind: keyof EngineStarters, ...path: string[]): Promise<Recogniser> => {
    asked.push([kind, ...path].join(' '));
    const info = there[kind] ?? `${kind} is not installed`;
    if (typeof info === 'string') throw new Error(info);
    const close = async () => {
      closed.push(info.engine);
    };
    const counts = () => ({ ...NOTHING_COUNTED, refused: 2 });
    return { info, counts, open: () => ({ ok: false, reason: 'full', message: info.engine }), close };
  };
  const starters: EngineStarters = {
    moonshine: () => start('moonshine'),
    pocketsphinx: () => start('pocketsphinx'),
    whisper: (file) => start('whisper', file),
    sherpa: (folder) => start('sherpa', folder),
  };
  return { asked, closed, starters };
}

test('auto takes Moonshine where it is, and starts nothing beside it', async () => {
  const { asked, starters } = engines({ moonshine: MOONSHINE, pocketsphinx: SPHINX });

  const { info } = await startRecogniser(AUTO, {}, starters);

  assert.deepEqual(info, MOONSHINE);
  assert.deepEqual(asked, ['moonshine']);
});

test('auto takes PocketSphinx where Moonshine is not, and says why in one line', async () => {
  const { starters } = engines({ moonshine: 'Moonshine cannot be used: no folder', pocketsphinx: SPHINX });

  const { info } = await startRecogniser(AUTO, {}, starters);

  assert.deepEqual(info, { ...SPHINX, note: 'Moonshine cannot be used: no folder' });
});

test('auto without any recogniser has one that refuses every stream, and says what was looked for', async () => {
  const { asked, starters } = engines({});

  const { info, open } = await startRecogniser(AUTO, {}, starters);

  assert.deepEqual(asked, ['moonshine', 'pocketsphinx']);
  assert.deepEqual([info.engine, info.languages, info.maxStreams], ['none', [], 0]);
  assert.equal(info.note, 'moonshine is not installed; pocketsphinx is not installed');
  const request = { languageCode: 'en-US', sampleRateHz: 16_000 };
  const opening = open(request, { results: () => {}, drained: () => {}, failed: () => {} });
  const message = 'There is no speech recogniser on this machine.';
  assert.deepEqual(opening, { ok: false, reason: 'broken', message });
});

test('an explicit choice that cannot be had fails with its reason: no other takes its place', async () => {
  const choices: readonly [AsrChoice, string][] = [
    [{ kind: 'moonshine' }, 'moonshine'],
    [{ kind: 'pocketsphinx' }, 'pocketsphinx'],
    [{ kind: 'whisper', modelFile: '/m/ggml.bin' }, 'whisper /m/ggml.bin'],
    [{ kind: 'sherpa', folder: '/m/zipformer' }, 'sherpa /m/zipformer'],
  ];

  for (const [choice, start] of choices) {
    const others = { moonshine: MOONSHINE, pocketsphinx: SPHINX, [choice.kind]: 'it is not there' };
    const { asked, starters } = engines(others);
    await assert.rejects(startRecogniser({ choice }, {}, starters), { message: 'it is not there' });
    assert.deepEqual(asked, [start]);
  }
});

test('a language that the recogniser does not know fails the start, and the recogniser is closed', async () => {
  const { closed, starters } = engines({ pocketsphinx: SPHINX });

  await assert.rejects(startRecogniser({ ...AUTO, languages: ['en', 'es', 'de'] }, {}, starters), {
    message: 'EMBEDDED_ASR_LANGUAGES names es, de, but PocketSphinx en-us knows en only',
  });
  assert.deepEqual(closed, ['pocketsphinx']);
});

test('languages that it knows are offered as they were named, and no others', async () => {
  const { starters } = engines({ moonshine: { ...MOONSHINE, languages: ['en', 'es', 'fr'] } });

  const { info } = await startRecogniser({ ...AUTO, languages: ['fr', 'en'] }, {}, starters);

  assert.deepEqual(info, { ...MOONSHINE, languages: ['fr', 'en'] });
});

test('a language that it knows and that is not offered is refused, and counted', async () => {
  const { starters } = engines({ whisper: { ...MOONSHINE, languages: ['en', 'es', 'fr'] } });
  const choice = { kind: 'whisper', modelFile: '/m/ggml.bin' } as const;
  const recogniser = await startRecogniser({ choice, languages: ['fr', 'en'] }, {}, starters);
  const listener = { results: () => {}, drained: () => {}, failed: () => {} };
  const open = (languageCode: string) => recogniser.open({ languageCode, sampleRateHz: 16_000 }, listener);

  const message = 'The local recogniser takes fr, en only, not es-US.';
  assert.deepEqual(open('es-US'), { ok: false, reason: 'unsupported', message });
  assert.deepEqual(open('fr-CA'), { ok: false, reason: 'full', message: 'moonshine' }, 'up to the recogniser');
  assert.equal(recogniser.counts?.().refused, 3);
});

test('stamped, written and script take no other language than those that are named', async () => {
  const listener = { results: () => {}, drained: () => {}, failed: () => {} };
  for (const kind of ['stamped', 'written', 'script'] as const) {
    const recogniser = await startRecogniser({ choice: { kind }, languages: ['es'] });
    const takes = (languageCode: string) => recogniser.open({ languageCode, sampleRateHz: 16_000 }, listener).ok;

    assert.deepEqual([takes('es-US'), takes('en-US')], [true, false]);
    await recogniser.close();
  }
});

test('stamped and script take 500 streams and English unless they are told otherwise', async () => {
  for (const kind of ['stamped', 'script'] as const) {
    const plain = await startRecogniser({ choice: { kind } });
    const told = await startRecogniser({ choice: { kind }, languages: ['es'], maxStreams: 2 });

    assert.deepEqual([plain.info.engine, plain.info.languages, plain.info.maxStreams], [kind, ['en'], 500]);
    assert.deepEqual([told.info.languages, told.info.maxStreams], [['es'], 2]);
  }
});
