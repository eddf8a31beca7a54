import assert from 'node:assert/strict';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { type TestContext, test } from 'node:test';
import {
  MODEL_FILES,
  type ModelFault,
  moonshineModelIn,
} from '../../../../emulators/transcribe/engines/model-files.ts';
import { SPEECH_MODEL } from '../../../../scripts/engines.mjs';
import { defaultModelFolder } from '../../../../src/integrations/emulators/model-folder.ts';
import { speechModel } from '../../../support/speech-model.ts';

function folderWith(t: TestContext, files: Readonly<Record<string, number>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'rostrum-model-'));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const [name, bytes] of Object.entries(files)) {
    writeFileSync(join(folder, name), '');
    truncateSync(join(folder, name), bytes);
  }
  return folder;
}

const SIZES = Object.fromEntries(Object.values(MODEL_FILES).map(({ name, bytes }) => [name, bytes]));
const { 'tokens.txt': _, ...WITHOUT_TOKENS } = SIZES;

async function faultIn(folder: string): Promise<readonly [ModelFault | 'none', string]> {
  const model = await moonshineModelIn(folder);
  if (model.ok) return ['none', ''];
  assert.ok(model.reason.includes(folder) && !model.reason.includes('\n'), model.reason);
  return [model.fault, model.reason];
}

test('the model of setup is taken, with absolute paths, also when the folder is given by a relative one', async (t) => {
  const spec = await speechModel(t);
  if (spec === undefined) return;
  const model = await moonshineModelIn(relative(process.cwd(), dirname(spec.encoder)));

  assert.deepEqual(model, { ok: true, spec });
  assert.deepEqual(
    Object.values(spec).map((path) => basename(path)),
    ['moonshine', ...Object.values(MODEL_FILES).map(({ name }) => name)],
  );
});

test('a single other byte in any file is found by its hash', async (t) => {
  const spec = await speechModel(t);
  if (spec === undefined) return;
  for (const { name, bytes } of Object.values(MODEL_FILES)) {
    const folder = folderWith(t, {});
    for (const other of Object.keys(SIZES)) symlinkSync(join(dirname(spec.encoder), other), join(folder, other));
    rmSync(join(folder, name));
    copyFileSync(join(dirname(spec.encoder), name), join(folder, name));
    const changed = readFileSync(join(folder, name));
    changed[bytes - 1] = (changed[bytes - 1] ?? 0) ^ 1;
    writeFileSync(join(folder, name), changed);

    const [fault, reason] = await faultIn(folder);
    assert.equal(fault, 'wrongHash');
    assert.match(reason, new RegExp(`${name} is not the file that is pinned: its SHA-256 is [0-9a-f]{64}$`));
  }
});

test('files of the right size and nothing in them are not the model', async (t) => {
  assert.equal((await faultIn(folderWith(t, SIZES)))[0], 'wrongHash');
});

test('a file that is missing, cut short or too long is named with its sizes', async (t) => {
  const missing = await faultIn(folderWith(t, WITHOUT_TOKENS));
  const cut = await faultIn(folderWith(t, { ...SIZES, 'decoder_model_merged.ort': 58_327_167 }));
  const long = await faultIn(folderWith(t, { ...SIZES, 'silero_vad_v5.onnx': 2_327_525 }));

  assert.equal(missing[0], 'fileMissing');
  assert.match(missing[1], /tokens\.txt is missing$/);
  assert.equal(cut[0], 'wrongSize');
  assert.match(cut[1], /decoder_model_merged\.ort is cut short: 58327167 bytes instead of 58327168$/);
  assert.equal(long[0], 'wrongSize');
  assert.match(long[1], /silero_vad_v5\.onnx is too long: 2327525 bytes instead of 2327524$/);
});

test('what cannot be read is said so: a folder in place of a file, a link to itself', async (t) => {
  const inside = folderWith(t, WITHOUT_TOKENS);
  mkdirSync(join(inside, 'tokens.txt'));
  const loop = folderWith(t, WITHOUT_TOKENS);
  symlinkSync('tokens.txt', join(loop, 'tokens.txt'));

  assert.match((await faultIn(inside)).join(': '), /^unreadable: .*tokens\.txt is not a file$/);
  assert.match((await faultIn(loop)).join(': '), /^unreadable: .*tokens\.txt cannot be read \(ELOOP\)$/);
});

test('a folder that is not there, or is a file, is told from one with faults', async (t) => {
  const folder = folderWith(t, { file: 1 });

  assert.equal((await faultIn(join(folder, 'nowhere')))[0], 'folderMissing');
  assert.equal((await faultIn(join(folder, 'file')))[0], 'notAFolder');
  assert.equal((await faultIn(join(folder, 'file', 'below')))[0], 'unreadable');
});

const OTHERS: readonly (readonly [files: readonly string[], looksLike: RegExp])[] = [
  [[], /it is empty$/],
  [['ggml-base-q8_0.bin'], /Whisper’s: EMBEDDED_ASR=whisper:FILE$/],
  [
    ['encoder-99.int8.onnx', 'decoder-99.onnx', 'joiner-99.onnx', 'tokens.txt'],
    /a transducer of sherpa-onnx: EMBEDDED/,
  ],
  [['preprocess.onnx', 'uncached_decode.int8.onnx', 'tokens.txt'], /a Moonshine of the older kind, in four parts/],
  [['model.int8.onnx', 'tokens.txt'], /a model of sherpa-onnx: EMBEDDED_ASR=sherpa:FOLDER$/],
  [['mdef', 'means'], /an acoustic model of PocketSphinx$/],
  [['moonshine_voice-0.0.4-py3-none-manylinux_2_35_x86_64.whl'], /a wheel, which npm run setup would unpack$/],
  [['a.txt', 'b.txt'], /of its 2 files none is of a model that is known here$/],
];

for (const [files, looksLike] of OTHERS) {
  test(`a folder of another kind is told by what it looks like: ${files.join(' ') || 'nothing'}`, async (t) => {
    const folder = folderWith(t, Object.fromEntries(files.map((name) => [name, 1])));
    const [fault, reason] = await faultIn(folder);

    assert.equal(fault, files.length === 0 ? 'folderEmpty' : 'wrongKind');
    assert.match(reason, looksLike);
  });
}

test('the model’s place is in the user’s cache, as the XDG specification has it', () => {
  const below = 'rostrum/moonshine-tiny-en-0.0.4';

  assert.equal(defaultModelFolder({ HOME: '/home/ada' }), `/home/ada/.cache/${below}`);
  assert.equal(defaultModelFolder({ HOME: '/home/ada', XDG_CACHE_HOME: '/cache' }), `/cache/${below}`);
  for (const said of ['', 'relative']) {
    assert.equal(defaultModelFolder({ HOME: '/home/ada', XDG_CACHE_HOME: said }), `/home/ada/.cache/${below}`);
  }
});

test('a user whom the system does not know has no place for it, unless the environment says one', () => {
  const nowhere = () => undefined;
  const below = 'rostrum/moonshine-tiny-en-0.0.4';

  assert.equal(defaultModelFolder({}, nowhere), undefined);
  assert.equal(defaultModelFolder({ HOME: '', XDG_CACHE_HOME: 'relative' }, nowhere), undefined);
  assert.equal(defaultModelFolder({ XDG_CACHE_HOME: '/cache' }, nowhere), `/cache/${below}`);
  assert.equal(
    defaultModelFolder({}, () => '/home/ada'),
    `/home/ada/.cache/${below}`,
  );
});

test('setup looks for the same files of the same sizes in the same place', () => {
  assert.deepEqual(SPEECH_MODEL.files, SIZES);
  assert.equal(SPEECH_MODEL.folder, basename(defaultModelFolder({ HOME: '/' }) ?? ''));
});
