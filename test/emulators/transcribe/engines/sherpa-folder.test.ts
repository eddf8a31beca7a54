import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { sherpaModelIn } from '../../../../emulators/transcribe/engines/sherpa-folder.ts';
import { writeTinyTransducer } from '../../../support/models/tiny-transducer.ts';

const DETECTOR = '/models/detector.onnx';
/** Begins as ONNX Runtime's models do. */
const ORT = Buffer.from('....ORTM....');

function folderOf(t: TestContext, files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'sherpa-folder-'));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

function transducerIn(t: TestContext, files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const folder = folderOf(t);
  writeTinyTransducer(folder);
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

function specOf(folder: string) {
  const model = sherpaModelIn(folder, DETECTOR);
  assert.ok(model.ok, model.ok ? '' : model.reason);
  return model.spec;
}

function reasonOf(folder: string): string {
  const model = sherpaModelIn(folder, DETECTOR);
  assert.ok(!model.ok, 'it is taken for a model');
  assert.doesNotMatch(model.reason, /\n/);
  return model.reason.replaceAll(folder, 'FOLDER');
}

test('encoder, decoder, joiner and tokens.txt are a streaming transducer, of the folder’s name', (t) => {
  const folder = transducerIn(t, { 'README.md': 'a model', 'bpe.model': 'x' });
  const at = (name: string) => join(folder, name);

  assert.deepEqual(sherpaModelIn(folder, DETECTOR), {
    ok: true,
    spec: {
      kind: 'transducer',
      encoder: at('encoder.onnx'),
      decoder: at('decoder.onnx'),
      joiner: at('joiner.onnx'),
      tokens: at('tokens.txt'),
    },
    model: basename(folder),
    languages: undefined,
  });
});

test('of a transducer shipped twice the encoder and the joiner of eight bits are taken, and the plain decoder', (t) => {
  const folder = folderOf(t);
  writeTinyTransducer(folder, { suffix: '-epoch-99-avg-1-chunk-16-left-128' });
  writeTinyTransducer(folder, { suffix: '-epoch-99-avg-1-chunk-16-left-128.int8' });

  const spec = specOf(folder);

  assert.equal(spec.kind, 'transducer');
  assert.deepEqual(
    spec.kind === 'transducer' && [spec.encoder, spec.decoder, spec.joiner].map((path) => basename(path)),
    [
      'encoder-epoch-99-avg-1-chunk-16-left-128.int8.onnx',
      'decoder-epoch-99-avg-1-chunk-16-left-128.onnx',
      'joiner-epoch-99-avg-1-chunk-16-left-128.int8.onnx',
    ],
  );
});

test('a merged decoder beside an encoder and tokens.txt is Moonshine', (t) => {
  const folder = folderOf(t, { 'encoder_model.ort': ORT, 'decoder_model_merged.ort': ORT, 'tokens.txt': 'a 0\n' });

  assert.deepEqual(specOf(folder), {
    kind: 'moonshine',
    encoder: join(folder, 'encoder_model.ort'),
    mergedDecoder: join(folder, 'decoder_model_merged.ort'),
    tokens: join(folder, 'tokens.txt'),
    voiceDetector: DETECTOR,
  });
});

test('rostrum-asr.json describes any other model, and names its languages', (t) => {
  const said = {
    name: 'SenseVoice small',
    languages: ['zh', 'en'],
    maxClipMs: 20_000,
    model: { senseVoice: { model: 'model.int8.onnx', language: 'auto' }, tokens: 'tokens.txt', numThreads: 2 },
  };
  const folder = folderOf(t, { 'model.int8.onnx': 'x', 'tokens.txt': 'x 0', 'rostrum-asr.json': JSON.stringify(said) });

  assert.deepEqual(sherpaModelIn(folder, DETECTOR), {
    ok: true,
    spec: {
      kind: 'sherpaOffline',
      modelConfig: {
        senseVoice: { model: join(folder, 'model.int8.onnx'), language: 'auto' },
        tokens: join(folder, 'tokens.txt'),
        numThreads: 2,
      },
      maxClipMs: 20_000,
      voiceDetector: DETECTOR,
    },
    model: 'SenseVoice small',
    languages: ['zh', 'en'],
  });
});

test('rostrum-asr.json may say the languages alone, of a model known by its files', (t) => {
  const model = sherpaModelIn(
    transducerIn(t, { 'rostrum-asr.json': '{"languages":["de"],"name":"Deutsch"}' }),
    DETECTOR,
  );

  assert.ok(model.ok);
  assert.deepEqual([model.spec.kind, model.model, model.languages], ['transducer', 'Deutsch', ['de']]);
});

test('no folder, a file, an empty folder and one without a model are one line each', (t) => {
  const folder = folderOf(t);
  const file = join(folderOf(t, { file: 'x' }), 'file');

  assert.equal(reasonOf(folder), 'FOLDER is empty');
  assert.equal(reasonOf(join(folder, 'none')), 'there is no folder FOLDER');
  assert.equal(reasonOf(file), 'FOLDER is a file; the folder of the model must be named');
  assert.equal(
    reasonOf(folderOf(t, { 'README.md': 'x' })),
    'FOLDER has no model that is known by its files: rostrum-asr.json can say what it is',
  );
});

test('half a model says which files are missing', (t) => {
  const folder = transducerIn(t);
  rmSync(join(folder, 'joiner.onnx'));
  rmSync(join(folder, 'tokens.txt'));
  const moonshine = folderOf(t, { 'decoder_model_merged.ort': ORT });

  assert.equal(reasonOf(folder), 'FOLDER has part of a transducer only: joiner*.onnx, tokens.txt is missing');
  assert.equal(reasonOf(moonshine), 'FOLDER has part of a Moonshine model only: encoder*.ort, tokens.txt is missing');
});

test('two encoders leave open which one is meant', (t) => {
  const folder = transducerIn(t);
  writeFileSync(join(folder, 'encoder-left-64.onnx'), readFileSync(join(folder, 'encoder.onnx')));

  assert.equal(reasonOf(folder), 'FOLDER has more than one of its encoders: encoder-left-64.onnx, encoder.onnx');
});

test('a transducer that reads recordings whole is told from one that streams', (t) => {
  const folder = folderOf(t);
  writeTinyTransducer(folder, { streaming: false });

  assert.match(
    reasonOf(folder),
    /^FOLDER\/encoder\.onnx is no streaming model: it takes x and x_lens alone, .*"transducer"/,
  );
});

test('files that are cut short, empty, folders, or of another kind are one line each', (t) => {
  const folder = transducerIn(t);
  const joiner = join(folder, 'joiner.onnx');
  const whole = readFileSync(joiner);
  const reasonWith = (content: string | Uint8Array) => {
    writeFileSync(joiner, content);
    return reasonOf(folder);
  };

  for (const length of [20, 100, whole.length - 1]) {
    assert.equal(
      reasonWith(whole.subarray(0, length)),
      `FOLDER/joiner.onnx is cut short: it ends at ${length} bytes, inside the model`,
    );
  }
  assert.equal(reasonWith(''), 'FOLDER/joiner.onnx is empty');
  assert.equal(reasonWith('hello '.repeat(20)), 'FOLDER/joiner.onnx is not an ONNX model: it looks like text');
  assert.equal(reasonWith(ORT), 'FOLDER/joiner.onnx is not an ONNX model: it looks like an ONNX Runtime model (.ort)');
  renameSync(joiner, join(folder, 'other'));
  mkdirSync(joiner);
  assert.equal(reasonOf(folder), 'FOLDER/joiner.onnx is not a file');
});

test('a tokens.txt without numbers is one line', (t) => {
  const folder = transducerIn(t, { 'tokens.txt': '<blk> 0\nhello\n' });

  assert.equal(
    reasonOf(folder),
    'FOLDER/tokens.txt is not a list of tokens: line 2 does not end with a token’s number',
  );
});

test('a rostrum-asr.json that cannot be meant is one line', (t) => {
  const reasonWith = (content: string) => reasonOf(transducerIn(t, { 'rostrum-asr.json': content }));
  const cases: [string, RegExp][] = [
    ['{"name":', /^FOLDER\/rostrum-asr\.json is not JSON: /],
    ['[]', /: rostrum-asr\.json must be object$/],
    ['{"language":["de"]}', /: rostrum-asr\.json has no member "language"$/],
    ['{"languages":["xx"]}', /: rostrum-asr\.json\.languages\[0\] must be one of en, es, /],
    ['{"languages":[]}', /rostrum-asr\.json\.languages must not have fewer than 1 items$/],
    ['{"maxClipMs":90000,"model":{}}', /rostrum-asr\.json\.maxClipMs must be <= 60000$/],
    ['{"maxClipMs":9000}', /gives maxClipMs without model: it is of no use here$/],
    ['{"model":{"tokens":"/etc/passwd"}}', /: model\.tokens must name a file inside the folder, not "\/etc\/passwd"$/],
    [
      '{"model":{"tokens":"../tokens.txt"}}',
      /: model\.tokens must name a file inside the folder, not "\.\.\/tokens\.txt"$/,
    ],
    ['{"model":{"whisper":{"encoder":"a/../../b"}}}', /: model\.whisper\.encoder must name a file inside the folder/],
    ['{"model":{"tokens":"none.txt"}}', /: model\.tokens: there is no none\.txt$/],
    ['{"model":{"ruleFsts":"/etc/rules.fst"}}', /: model\.ruleFsts looks like a path, and is not known to be one$/],
    ['{"model":{"tokens":["tokens.txt"]}}', /: model\.tokens must be text, a number, true, false or an object$/],
    ['{"model":{"a":{"b":{"c":{"d":{"e":{}}}}}}}', /: model\.a\.b\.c\.d\.e is nested too deep$/],
    [`{"name":"${'x'.repeat(70_000)}"}`, /^FOLDER\/rostrum-asr\.json is too long: \d+ bytes$/],
  ];

  for (const [content, expected] of cases) assert.match(reasonWith(content), expected);
});
