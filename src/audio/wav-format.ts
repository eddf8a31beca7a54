/** Reads the format chunk of a WAVE file: how its samples are encoded. Never reads samples. */

import { WavError } from './wav-error.ts';
import type { Encoding } from './wav-samples.ts';

export interface WavFormat {
  /** Undefined when the file does not say whether its samples are integers or floats: it must be guessed from them. */
  readonly encoding: Encoding | undefined;
  readonly channelCount: number;
  readonly sampleRateHz: number;
  /** Bytes of one sample; if it has fewer bits, they are the upper ones. */
  readonly sampleBytes: number;
}

const EXTENSIBLE = 0xfffe;
const ENCODINGS: ReadonlyMap<number, Encoding> = new Map([
  [1, 'integer'],
  [3, 'float'],
  [6, 'aLaw'],
  [7, 'muLaw'],
]);
/** Compressed formats, by their usual names. */
const PACKED: ReadonlyMap<number, string> = new Map([
  [0x02, 'MS ADPCM'],
  [0x11, 'IMA ADPCM'],
  [0x22, 'TrueSpeech'],
  [0x31, 'GSM 6.10'],
  [0x40, 'G.721 ADPCM'],
  [0x42, 'G.723.1'],
  [0x45, 'G.726 ADPCM'],
  [0x50, 'MPEG layer 2'],
  [0x55, 'MP3'],
  [0x64, 'G.726 ADPCM'],
  [0x65, 'G.722 ADPCM'],
  [0x83, 'G.729'],
  [0xff, 'AAC'],
  [0x160, 'Windows Media Audio'],
  [0x161, 'Windows Media Audio'],
  [0x162, 'Windows Media Audio Professional'],
  [0x163, 'Windows Media Audio Lossless'],
  [0x270, 'ATRAC3'],
  [0x1600, 'AAC'],
  [0x1610, 'AAC'],
  [0x2000, 'AC-3'],
  [0x2001, 'DTS'],
  [0x674f, 'Ogg Vorbis'],
  [0x6750, 'Ogg Vorbis'],
  [0x6751, 'Ogg Vorbis'],
  [0x676f, 'Ogg Vorbis'],
  [0x6770, 'Ogg Vorbis'],
  [0x6771, 'Ogg Vorbis'],
  [0x704f, 'Opus'],
  [0xf1ac, 'FLAC'],
]);
/** The rest of the GUIDs whose first bytes are a format's number: the usual one and the one of ambisonic B-format. */
const GUID_RESTS = ['0000,0010,800000aa00389b71', '0721,11d3,8644c8c1ca000000'];

const MIN_BYTES = 14;
const MAX_CHANNELS = 64;
/** Limits of the resampler. */
const MIN_RATE_HZ = 4_000;
const MAX_RATE_HZ = 384_000;

/**
 * @param view The chunk's content.
 * @throws WavError when it is broken, or the encoding is not supported.
 */
export function readWavFormat(view: DataView, littleEndian: boolean): WavFormat {
  if (view.byteLength < MIN_BYTES) {
    throw new WavError(`broken WAVE file: its format chunk has ${view.byteLength} bytes, ${MIN_BYTES} are needed`);
  }
  const channelCount = view.getUint16(2, littleEndian);
  const sampleRateHz = view.getUint32(4, littleEndian);
  if (channelCount === 0 || channelCount > MAX_CHANNELS || sampleRateHz === 0) {
    throw new WavError(`broken WAVE file: ${channelCount} channels at ${sampleRateHz} Hz`);
  }
  if (sampleRateHz < MIN_RATE_HZ || sampleRateHz > MAX_RATE_HZ) {
    throw new WavError(`a rate of ${sampleRateHz} Hz is not supported: ${MIN_RATE_HZ} to ${MAX_RATE_HZ} Hz are`, {
      isConvertible: true,
    });
  }
  const encoding = readEncoding(view, littleEndian);
  const sampleBytes = readSampleBytes(view, littleEndian, { encoding, channelCount });
  return { encoding, channelCount, sampleRateHz, sampleBytes };
}

function readEncoding(view: DataView, littleEndian: boolean): Encoding | undefined {
  const tag = view.getUint16(0, littleEndian);
  const code = tag === EXTENSIBLE ? extensibleCode(view, littleEndian) : tag;
  if (code === undefined) return undefined;
  const encoding = ENCODINGS.get(code);
  if (encoding !== undefined) return encoding;
  const name = PACKED.get(code) ?? `format 0x${code.toString(16).padStart(4, '0')}`;
  throw new WavError(`a WAVE file of ${name} is not supported: PCM, floats, A-law and mu-law are`, {
    isConvertible: true,
  });
}

/** @returns undefined when the extension that should name the format is missing or empty. */
function extensibleCode(view: DataView, littleEndian: boolean): number | undefined {
  if (view.byteLength < 40) return undefined;
  const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0');
  const code = view.getUint32(24, littleEndian);
  const numbers = [28, 30].map((at) => hex(view.getUint16(at, littleEndian), 4));
  const bytes = Array.from({ length: 8 }, (_, i) => hex(view.getUint8(32 + i), 2)).join('');
  const rest = [...numbers, bytes].join(',');
  if (code === 0 && /^[0,]+$/.test(rest)) return undefined;
  if (GUID_RESTS.includes(rest) && code <= 0xffff) return code;
  throw new WavError(`a WAVE file of the sub-format ${hex(code, 8)},${rest} is not supported`, { isConvertible: true });
}

interface Shape {
  readonly encoding: Encoding | undefined;
  readonly channelCount: number;
}

/**
 * Computed from the bits and the size of a frame, which must agree; a frame size of 0 means that it is not filled in.
 */
function readSampleBytes(view: DataView, littleEndian: boolean, { encoding, channelCount }: Shape): number {
  if (encoding === 'aLaw' || encoding === 'muLaw') return 1;
  const frameBytes = view.getUint16(12, littleEndian);
  const bits = view.byteLength >= 16 ? view.getUint16(14, littleEndian) : (frameBytes / channelCount) * 8;
  const sampleBytes = frameBytes === 0 ? Math.ceil(bits / 8) : frameBytes / channelCount;
  if (bits < 1 || bits > 64 || !Number.isInteger(sampleBytes) || sampleBytes * 8 < bits || sampleBytes > 8) {
    throw new WavError(
      `broken WAVE file: ${bits} bits for each of ${channelCount} channels do not make frames of ${frameBytes} bytes`,
    );
  }
  return sampleBytes;
}
