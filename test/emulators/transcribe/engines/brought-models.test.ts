import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { startRecogniser } from '../../../../emulators/transcribe/choose-recogniser.ts';
import type { RecognisedResult, Recogniser } from '../../../../emulators/transcribe/recogniser.ts';
import { toPcm } from '../../../../src/audio/pcm.ts';
import { writeOnnx } from '../../../support/models/onnx-writer.ts';
import { writeTinyTransducer } from '../../../support/models/tiny-transducer.ts';
import { tinyWhisper } from '../../../support/models/tiny-whisper.ts';
import { concat, silence, synthesise } from '../../../support/speech.ts';
import { speechModel, speechModelFolder } from '../../../support/speech-model.ts';

function folderFor(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'brought-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** The finals of a stream, in a process of the engine's. */
async function heard(recogniser: Recogniser, languageCode: string): Promise<string[]> {
  const results: RecognisedResult[] = [];
  const broken: string[] = [];
  const opening = recogniser.open(
    { languageCode, sampleRateHz: 16_000 },
    { results: (more) => results.push(...more), drained() {}, failed: (message) => broken.push(message) },
  );
  assert.ok(opening.ok, opening.ok ? '' : opening.message);
  const talk = concat(silence(600), await synthesise('Good evening, and welcome to the city library.'), silence(1_500));
  opening.session.write(toPcm(talk));
  await opening.session.finish();
  assert.deepEqual(broken, []);
  return results.filter(({ isPartial }) => !isPartial).map(({ transcript }) => transcript);
}

test('a sherpa folder becomes a recogniser of its language', async (t) => {
  const folder = folderFor(t);
  writeTinyTransducer(folder, { tokens: ['▁GUTEN', '▁ABEND'] });
  writeFileSync(join(folder, 'rostrum-asr.json'), '{"languages":["de"],"name":"Test"}');

  const recogniser = await startRecogniser({ choice: { kind: 'sherpa', folder }, maxStreams: 1 });
  t.after(() => recogniser.close());

  assert.deepEqual(recogniser.info, { engine: 'sherpa', model: 'Test', languages: ['de'], maxStreams: 1 });
  assert.match((await heard(recogniser, 'de-DE')).join(' '), /^Guten abend/);
});

test('a Whisper model becomes a recogniser of every language it knows', async (t) => {
  if ((await speechModel(t)) === undefined) return;
  const modelFile = join(folderFor(t), 'ggml-tiny.bin');
  writeFileSync(modelFile, tinyWhisper({ words: [' Buenas', ' tardes', '.'] }));

  const settings = { maxStreams: 1, modelFolder: speechModelFolder(), languages: ['es', 'en'] };
  const recogniser = await startRecogniser({ choice: { kind: 'whisper', modelFile }, ...settings });
  t.after(() => recogniser.close());

  assert.deepEqual([recogniser.info.model, recogniser.info.languages], ['Whisper tiny', ['es', 'en']]);
  assert.deepEqual(await heard(recogniser, 'es-ES'), ['Buenas tardes.']);
});

test('a model that sherpa-onnx cannot load is one line at the start, with what it printed last', async (t) => {
  const folder = folderFor(t);
  writeTinyTransducer(folder);
  const input = { type: 'float', shape: [1] } as const;
  const model = {
    metadata: { model_type: 'unheard-of' },
    inputs: ['a', 'b', 'c'].map((name) => ({ name, ...input })),
    outputs: [{ name: 'out', ...input }],
    nodes: [{ op: 'Identity', inputs: ['a'], outputs: ['out'] }],
    constants: [],
  };
  writeFileSync(join(folder, 'encoder.onnx'), writeOnnx(model));

  const starting = startRecogniser({ choice: { kind: 'sherpa', folder }, languages: ['en'], maxStreams: 1 });

  await assert.rejects(starting, (error: Error) => {
    t.diagnostic(error.message);
    assert.match(error.message, /^sherpa cannot be used: [^\n]+Unknown model type[^\n]*$/);
    return true;
  });
});
