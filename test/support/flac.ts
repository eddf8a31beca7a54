/** Packs sound as FLAC without making it smaller: a file that browsers decode and that needs no encoder's library. */
import { ascii, type Bytes, joined } from './wav-parts.ts';

const RATE_HZ = 16_000;
const BLOCK_SAMPLES = 4_096;
/** A frame's number is written in one byte here. */
const MAX_BLOCKS = 127;
/** What stands in a header for 16 kHz, and for one channel of 16 bits. */
const RATE_CODE = 5;
const MONO_16_BITS = 0x08;
const VERBATIM = 0x02;

/** @param samples 16 kHz mono, up to 32 s. @throws RangeError for more. */
export function encodeFlac(samples: Int16Array): Bytes {
  const blocks = Math.ceil(samples.length / BLOCK_SAMPLES);
  if (blocks > MAX_BLOCKS) throw new RangeError(`${samples.length} samples are too many`);
  const frames = Array.from({ length: blocks }, (_, i) =>
    frame(i, samples.subarray(i * BLOCK_SAMPLES, (i + 1) * BLOCK_SAMPLES)),
  );
  return joined(ascii('fLaC'), streamInfo(samples.length), ...frames);
}

function streamInfo(length: number): Bytes {
  const bytes = new Uint8Array(4 + 34);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0x8000_0022); // the last block of metadata, 34 bytes
  view.setUint16(4, BLOCK_SAMPLES);
  view.setUint16(6, BLOCK_SAMPLES);
  // 20 bits of rate, 3 of channels less one, 5 of bits less one, 36 of length.
  view.setBigUint64(14, (BigInt(RATE_HZ) << 44n) | (15n << 36n) | BigInt(length));
  return bytes;
}

function frame(number: number, samples: Int16Array): Bytes {
  const size = samples.length - 1;
  const start = Uint8Array.of(0xff, 0xf8, 0x70 | RATE_CODE, MONO_16_BITS, number, size >> 8, size & 255);
  const header = joined(start, Uint8Array.of(crc(start, 8, 0x07)), Uint8Array.of(VERBATIM));
  const body = new Uint8Array(samples.length * 2);
  const view = new DataView(body.buffer);
  for (const [i, sample] of samples.entries()) view.setInt16(i * 2, sample);
  const whole = joined(header, body);
  const check = crc(whole, 16, 0x8005);
  return joined(whole, Uint8Array.of(check >> 8, check & 255));
}

function crc(bytes: Uint8Array, bits: number, polynomial: number): number {
  const top = 1 << (bits - 1);
  let sum = 0;
  for (const byte of bytes) {
    sum ^= byte << (bits - 8);
    for (let i = 0; i < 8; i++) sum = (sum & top) === 0 ? sum << 1 : (sum << 1) ^ polynomial;
    sum &= 2 ** bits - 1;
  }
  return sum;
}
