import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { whisperModelIn } from '../../../../emulators/transcribe/engines/whisper-model.ts';
import { SOURCE_LANGUAGES } from '../../../../src/protocol/languages.ts';
import { tinyWhisper } from '../../../support/models/tiny-whisper.ts';

const MODEL = tinyWhisper();
let folder = '';

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'whisper-model-'));
});
after(() => rmSync(folder, { recursive: true }));

function written(name: string, content: Uint8Array | string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** A copy of the model with one number of its header changed. */
function withHeader(place: number, value: number): Buffer {
  const copy = Buffer.from(MODEL);
  copy.writeInt32LE(value, 4 * place);
  return copy;
}

function reasonOf(file: string): string {
  const model = whisperModelIn(file);
  assert.ok(!model.ok, 'it is taken for a model');
  assert.doesNotMatch(model.reason, /\n/);
  assert.ok(model.reason.includes(file), model.reason);
  return model.reason.replace(file, 'FILE');
}

test('a multilingual model knows every source language', () => {
  const file = written('tiny.bin', MODEL);

  assert.deepEqual(whisperModelIn(file), {
    ok: true,
    spec: { kind: 'whisper', modelFile: file },
    model: 'Whisper tiny',
    languages: [...SOURCE_LANGUAGES],
  });
});

test('a model for English alone knows English alone', () => {
  const model = whisperModelIn(written('tiny.en.bin', tinyWhisper({ english: true })));

  assert.ok(model.ok);
  assert.equal(model.model, 'Whisper tiny.en');
  assert.deepEqual(model.languages, ['en']);
});

test('what is no model of whisper.cpp is said to be what it looks like', () => {
  const cases: [string | Uint8Array, string][] = [
    ['GGUF\x03\x00\x00\x00', 'a GGUF model'],
    ['\x00\x01\x00\x00\x00\x00\x00\x00{"a":1}', 'a safetensors file'],
    ['PK\x03\x04....', 'a zip archive, as PyTorch’s .pt files and wheels are'],
    ['RIFF....WAVE', 'a recording (RIFF, .wav)'],
    ['....ORTM', 'an ONNX Runtime model (.ort)'],
    [Buffer.from([8, 8, 0x12, 7, 0]), 'an ONNX model'],
    ['<!DOCTYPE html><html>', 'a web page'],
    ['version https://git-lfs.github.com/spec/v1\n', 'a pointer of Git LFS, not the file itself'],
    ['hello\n', 'text'],
    ['', 'an empty file'],
    [Buffer.alloc(100), 'nothing known'],
  ];

  for (const [content, look] of cases) {
    const bytes = typeof content === 'string' ? Buffer.from(content, 'latin1') : content;
    assert.equal(reasonOf(written('other', bytes)), `FILE is not a model of whisper.cpp (ggml): it looks like ${look}`);
  }
});

test('a model cut short anywhere is found out, down to its last byte', () => {
  for (const length of [5, 40, 60, 1_000, 70_000, 1_500_000, MODEL.length - 10_000, MODEL.length - 1]) {
    const reason = reasonOf(written('cut.bin', MODEL.subarray(0, length)));
    assert.equal(reason, `FILE is cut short: it ends at ${length} bytes, inside the model`);
  }
});

test('a model cut between two tensors is found out by their number', () => {
  // The last tensor is a bias of 64 numbers: 12 bytes of sizes, one dimension, a name and 256 bytes.
  const last = 12 + 4 + 'decoder.blocks.3.cross_attn.out.bias'.length + 256;

  assert.equal(
    reasonOf(written('cut.bin', MODEL.subarray(0, MODEL.length - last))),
    'FILE is cut short: it has 166 tensors of 167',
  );
});

test('a model with something after its end is damaged', () => {
  const reason = reasonOf(written('long.bin', Buffer.concat([MODEL, Buffer.alloc(64)])));

  assert.equal(reason, 'FILE is damaged: no tensor begins where one should');
});

test('a ggml model of something else, and one with absurd layers, are none of Whisper’s', () => {
  for (const [place, value] of [
    [1, 32_000],
    [5, 0],
    [5, -1],
    [9, 2_000_000_000],
  ] as const) {
    assert.equal(reasonOf(written('other.bin', withHeader(place, value))), 'FILE is a ggml model, but not of Whisper');
  }
});

test('no file, a folder, and a pipe are one line each', () => {
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const inner = join(folder, 'inner');
  mkdirSync(inner);

  assert.match(reasonOf(join(folder, 'none.bin')), /^there is no file FILE$/);
  assert.match(reasonOf(inner), /^FILE is a folder; the file of a Whisper model must be named$/);
  assert.match(reasonOf(pipe), /^FILE is neither a file nor a folder$/);
  assert.match(reasonOf(join(written('plain', 'x'), 'below')), /^FILE cannot be read \(ENOTDIR\)$/);
});

test('a file that may not be read is one line', {
  skip: process.getuid?.() === 0 && 'root may read everything',
}, () => {
  const file = written('secret.bin', MODEL);
  chmodSync(file, 0o000);

  assert.equal(reasonOf(file), 'FILE cannot be read (EACCES)');
});
