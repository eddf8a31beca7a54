import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkChunk } from '../../src/audio/chunk-check.ts';

const first = { isFirst: true };

function beginning(magic: string | number[], size = 3_200): Uint8Array {
  const bytes = new Uint8Array(size);
  bytes.set(typeof magic === 'string' ? new TextEncoder().encode(magic) : magic);
  return bytes;
}

test('a chunk of 100 to 32,768 bytes is taken, both included', () => {
  for (const size of [100, 102, 3_200, 32_768]) assert.deepEqual(checkChunk(new Uint8Array(size), first), { ok: true });
});

test('what is wrong with a chunk is named in the order of the contract', () => {
  assert.deepEqual(checkChunk(new Uint8Array(0), first), { ok: false, reason: 'empty' });
  assert.deepEqual(checkChunk(new Uint8Array(1), first), { ok: false, reason: 'tooSmall' });
  assert.deepEqual(checkChunk(new Uint8Array(99), first), { ok: false, reason: 'tooSmall' });
  assert.deepEqual(checkChunk(beginning('RIFF', 101), first), { ok: false, reason: 'oddLength' });
});

test('a chunk over the limit is too large before it is anything else', () => {
  for (const size of [32_769, 32_770]) {
    assert.deepEqual(checkChunk(beginning('RIFF', size), first), {
      ok: false,
      reason: 'tooLarge',
      limit: 32_768,
      size,
    });
  }
});

test('a container is refused by its name, on a first chunk only', () => {
  const magics = [
    ['riff', 'RIFF'],
    ['ogg', 'OggS'],
    ['webm', [0x1a, 0x45, 0xdf, 0xa3]],
    ['flac', 'fLaC'],
    ['mp3', 'ID3\x04'],
    ['mp4', '\0\0\0\x1cftypM4A '],
  ] as const;
  for (const [looksLike, magic] of magics) {
    const bytes = beginning(typeof magic === 'string' ? magic : [...magic]);

    assert.deepEqual(checkChunk(bytes, first), { ok: false, reason: 'container', looksLike });
    assert.deepEqual(checkChunk(bytes, { isFirst: false }), { ok: true });
  }
});

test('other limits can be set', () => {
  const limits = { audioMinBytes: 10, audioBytes: 20 };
  assert.equal(checkChunk(new Uint8Array(10), { ...first, limits }).ok, true);
  assert.equal(checkChunk(new Uint8Array(22), { ...first, limits }).ok, false);
});
