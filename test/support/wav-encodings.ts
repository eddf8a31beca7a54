/** Sound as the samples of WAVE files of every kind. Independent of the reader in src/audio. */
import type { Bytes } from './wav-parts.ts';

/** Full scale at -1..1; channels interleaved. */
type Sound = ArrayLike<number>;

const CLIP = 32_635;

export const asBytes = {
  u8: (sound: Sound) => written(sound, 1, (view, at, value) => view.setUint8(at, integer(value, 8) + 128)),
  i16: (sound: Sound, bigEndian = false) =>
    written(sound, 2, (view, at, value) => view.setInt16(at, integer(value, 16), !bigEndian)),
  /** @param bits that are in use, at the upper end. */
  i24: (sound: Sound, bits = 24) =>
    written(sound, 3, (view, at, value) => {
      const sample = integer(value, bits) * 2 ** (24 - bits);
      view.setUint16(at, sample & 0xffff, true);
      view.setInt8(at + 2, sample >> 16);
    }),
  i32: (sound: Sound) => written(sound, 4, (view, at, value) => view.setInt32(at, integer(value, 32), true)),
  f32: (sound: Sound) => written(sound, 4, (view, at, value) => view.setFloat32(at, value, true)),
  f64: (sound: Sound) => written(sound, 8, (view, at, value) => view.setFloat64(at, value, true)),
  aLaw: (sound: Sound) => written(sound, 1, (view, at, value) => view.setUint8(at, toALaw(integer(value, 16)))),
  muLaw: (sound: Sound) => written(sound, 1, (view, at, value) => view.setUint8(at, toMuLaw(integer(value, 16)))),
};

function written(sound: Sound, bytes: number, write: (view: DataView, at: number, value: number) => void): Bytes {
  const view = new DataView(new ArrayBuffer(sound.length * bytes));
  for (let i = 0; i < sound.length; i++) write(view, i * bytes, sound[i] as number);
  return new Uint8Array(view.buffer);
}

function integer(value: number, bits: number): number {
  const full = 2 ** (bits - 1);
  return Math.max(-full, Math.min(full - 1, Math.round(value * full)));
}

/** As the standard's own program encodes: sign, the place of the highest bit, and the four bits after it. */
function toMuLaw(sample: number): number {
  const size = Math.min(Math.abs(sample), CLIP) + 132;
  const exponent = Math.max(0, 31 - Math.clz32(size) - 7);
  return ~((sample < 0 ? 0x80 : 0) | (exponent << 4) | ((size >> (exponent + 3)) & 15)) & 0xff;
}

function toALaw(sample: number): number {
  const size = Math.min(Math.abs(sample), CLIP);
  const exponent = Math.max(0, 31 - Math.clz32(size) - 7);
  const code = (exponent << 4) | ((size >> (exponent === 0 ? 4 : exponent + 3)) & 15);
  return code ^ (sample < 0 ? 0x55 : 0xd5);
}
