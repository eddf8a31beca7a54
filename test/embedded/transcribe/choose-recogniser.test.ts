import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AsrSettings } from '../../../src/embedded/transcribe/asr-settings.ts';
import { startRecogniser } from '../../../src/embedded/transcribe/choose-recogniser.ts';
import type { Recogniser, RecogniserFacts } from '../../../src/embedded/transcribe/recogniser.ts';
import type { EngineStarters } from '../../../src/embedded/transcribe/recogniser-starters.ts';

const SPHINX = { engine: 'pocketsphinx', model: 'PocketSphinx en-us', languages: ['en'], maxStreams: 6 };
const AUTO: AsrSettings = { choice: { kind: 'auto' } };

/** Engines that start or do not, and what became of them. */
function engines(there: Partial<Record<keyof EngineStarters, RecogniserFacts | string>>) {
  const closed: string[] = [];
  const start = (kind: keyof EngineStarters) => async (): Promise<Recogniser> => {
    const facts = there[kind] ?? `${kind} is not installed`;
    if (typeof facts === 'string') throw new Error(facts);
    const close = async () => {
      closed.push(facts.engine);
    };
    return { facts, open: () => ({ ok: false, reason: 'full', message: facts.engine }), close };
  };
  return { closed, starters: { pocketsphinx: start('pocketsphinx') } satisfies EngineStarters };
}

test('auto without any recogniser has one that refuses every stream, and says what was looked for', async () => {
  const { starters } = engines({});

  const { facts, open } = await startRecogniser(AUTO, {}, starters);

  assert.equal(facts.engine, 'none');
  assert.deepEqual([facts.languages, facts.maxStreams], [[], 0]);
  assert.match(String(facts.note), /pocketsphinx is not installed/);
  const request = { languageCode: 'en-US', sampleRateHz: 16_000 };
  const opening = open(request, { results: () => {}, drained: () => {}, failed: () => {} });
  assert.deepEqual(opening, {
    ok: false,
    reason: 'broken',
    message: 'There is no speech recogniser on this machine.',
  });
});

test('an explicit choice that cannot be had fails with its reason: no other takes its place', async () => {
  const { starters } = engines({});

  await assert.rejects(startRecogniser({ choice: { kind: 'pocketsphinx' } }, {}, starters), {
    message: 'pocketsphinx is not installed',
  });
});

test('a language that the recogniser does not know fails the start, and the recogniser is closed', async () => {
  const { closed, starters } = engines({ pocketsphinx: SPHINX });

  await assert.rejects(startRecogniser({ ...AUTO, languages: ['en', 'es', 'de'] }, {}, starters), {
    message: 'EMBEDDED_ASR_LANGUAGES names es, de, but PocketSphinx en-us knows en only',
  });
  assert.deepEqual(closed, ['pocketsphinx']);
});

test('languages that it knows are offered as they were named, and no others', async () => {
  const { starters } = engines({ pocketsphinx: { ...SPHINX, languages: ['en', 'es', 'fr'] } });

  const { facts } = await startRecogniser({ ...AUTO, languages: ['fr', 'en'] }, {}, starters);

  assert.deepEqual(facts, { ...SPHINX, languages: ['fr', 'en'] });
});

test('stamped and script take 500 streams and English unless they are told otherwise', async () => {
  for (const kind of ['stamped', 'script'] as const) {
    const plain = await startRecogniser({ choice: { kind } });
    const told = await startRecogniser({ choice: { kind }, languages: ['es'], maxStreams: 2 });

    assert.deepEqual([plain.facts.engine, plain.facts.languages, plain.facts.maxStreams], [kind, ['en'], 500]);
    assert.deepEqual([told.facts.languages, told.facts.maxStreams], [['es'], 2]);
  }
});
