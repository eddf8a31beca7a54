/** Reads and writes RIFF WAVE files held in memory. Never touches a file system, never resamples. */

/** Audio as a WAVE file has it: one array of samples a channel, full scale at -1..1. */
export interface WavAudio {
  /** Samples a second of each channel. */
  readonly sampleRateHz: number;
  /** At least one channel; all of one length. */
  readonly channels: readonly Float32Array[];
}

/** A file that is no WAVE, is broken, or holds a form not read here; the message is one line for people. */
export class WavError extends Error {
  override readonly name = 'WavError';
}

const FORMAT_PCM = 1;
const FORMAT_FLOAT = 3;
const FORMAT_EXTENSIBLE = 0xfffe;
const FORMAT_NAMES: ReadonlyMap<number, string> = new Map([
  [2, 'MS ADPCM'],
  [6, 'A-law'],
  [7, 'mu-law'],
  [0x11, 'IMA ADPCM'],
  [0x55, 'MP3'],
]);

/** Sizes that mean "unknown": written by programs that stream a WAVE and never come back to fill them in. */
const STREAMED_SIZES: ReadonlySet<number> = new Set([0, 0x7fffffff, 0xffffffff]);

type ReadSample = (view: DataView, at: number) => number;

const INTEGER_READERS: ReadonlyMap<number, ReadSample> = new Map([
  [8, (view, at) => (view.getUint8(at) - 128) / 128],
  [16, (view, at) => view.getInt16(at, true) / 32768],
  [24, (view, at) => (view.getUint16(at, true) + view.getInt8(at + 2) * 65536) / 8388608],
  [32, (view, at) => view.getInt32(at, true) / 2147483648],
]);
const FLOAT_READERS: ReadonlyMap<number, ReadSample> = new Map([[32, (view, at) => view.getFloat32(at, true)]]);

interface Format {
  readonly channelCount: number;
  readonly sampleRateHz: number;
  readonly bytesPerSample: number;
  readonly read: ReadSample;
}

/**
 * Reads a WAVE file: integer PCM of 8, 16, 24 or 32 bits or 32-bit float, any rate and number of channels, plain or
 * WAVE_FORMAT_EXTENSIBLE. Bytes after the last whole sample frame are left out.
 * @throws WavError when the file is not one of those, or is cut short.
 */
export function parseWav(bytes: Uint8Array): WavAudio {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.byteLength < 12 || tag(view, 0) !== 'RIFF' || tag(view, 8) !== 'WAVE') {
    throw new WavError('not a WAVE file: it does not begin with RIFF and WAVE');
  }
  let format: Format | undefined;
  let at = 12;
  while (at + 8 <= bytes.byteLength) {
    const id = tag(view, at);
    const size = view.getUint32(at + 4, true);
    const body = at + 8;
    const left = bytes.byteLength - body;
    if (id === 'data') {
      if (format === undefined) throw new WavError('broken WAVE file: its data comes before its format');
      const isStreamed = STREAMED_SIZES.has(size);
      if (!isStreamed && size > left) {
        throw new WavError(`WAVE file cut short: its header promises ${size} bytes of audio, ${left} are there`);
      }
      return readSamples(format, view, body, isStreamed ? left : size);
    }
    if (size > left) throw new WavError(`WAVE file cut short: inside its ${JSON.stringify(id)} chunk`);
    if (id === 'fmt ') format = readFormat(view, body, size);
    at = body + size + (size % 2); // chunks begin at even places
  }
  throw new WavError(`WAVE file cut short: it has no ${format === undefined ? 'format' : 'data'} chunk`);
}

/**
 * Writes 16-bit PCM as a WAVE file.
 * @param samples channels interleaved when there are more than one.
 */
export function encodeWav(samples: Int16Array, sampleRateHz: number, channelCount = 1): Uint8Array {
  const bytes = new Uint8Array(44 + samples.length * 2);
  const view = new DataView(bytes.buffer);
  putTag(bytes, 0, 'RIFF');
  view.setUint32(4, 36 + samples.length * 2, true);
  putTag(bytes, 8, 'WAVE');
  putTag(bytes, 12, 'fmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, FORMAT_PCM, true);
  view.setUint16(22, channelCount, true);
  view.setUint32(24, sampleRateHz, true);
  view.setUint32(28, sampleRateHz * channelCount * 2, true);
  view.setUint16(32, channelCount * 2, true);
  view.setUint16(34, 16, true);
  putTag(bytes, 36, 'data');
  view.setUint32(40, samples.length * 2, true);
  for (const [i, sample] of samples.entries()) view.setInt16(44 + i * 2, sample, true);
  return bytes;
}

function readFormat(view: DataView, at: number, size: number): Format {
  if (size < 16) throw new WavError(`broken WAVE file: its format chunk has ${size} bytes, 16 are needed`);
  const bits = view.getUint16(at + 14, true);
  const plain = view.getUint16(at, true);
  // The extensible form keeps the real format code in the first two bytes of a GUID.
  const code = plain === FORMAT_EXTENSIBLE && size >= 40 ? view.getUint16(at + 24, true) : plain;
  const readers = code === FORMAT_PCM ? INTEGER_READERS : code === FORMAT_FLOAT ? FLOAT_READERS : undefined;
  if (readers === undefined) {
    throw new WavError(`WAVE format ${FORMAT_NAMES.get(code) ?? code} is not supported: PCM or 32-bit float is`);
  }
  const read = readers.get(bits);
  if (read === undefined) {
    throw new WavError(`WAVE ${code === FORMAT_PCM ? 'PCM' : 'float'} of ${bits} bits is not supported`);
  }
  const channelCount = view.getUint16(at + 2, true);
  const sampleRateHz = view.getUint32(at + 4, true);
  if (channelCount === 0 || sampleRateHz === 0) {
    throw new WavError(`broken WAVE file: ${channelCount} channels at ${sampleRateHz} Hz`);
  }
  return { channelCount, sampleRateHz, bytesPerSample: bits / 8, read };
}

function readSamples(format: Format, view: DataView, at: number, size: number): WavAudio {
  const { channelCount, bytesPerSample, read, sampleRateHz } = format;
  const frameCount = Math.floor(size / (channelCount * bytesPerSample));
  const channels = Array.from({ length: channelCount }, (_, channel) => {
    const samples = new Float32Array(frameCount);
    for (let i = 0; i < frameCount; i++) samples[i] = read(view, at + (i * channelCount + channel) * bytesPerSample);
    return samples;
  });
  return { sampleRateHz, channels };
}

function tag(view: DataView, at: number): string {
  return String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3));
}

function putTag(bytes: Uint8Array, at: number, text: string): void {
  for (let i = 0; i < text.length; i++) bytes[at + i] = text.charCodeAt(i);
}
