/**
 * Reads WAVE files in memory, including files that are cut short, or were streamed by a program that never filled in
 * the sizes. Never uses a file system, never resamples.
 */
import { type Chunk, readChunks } from './riff-chunks.ts';
import type { Sound } from './sound.ts';
import { WavError } from './wav-error.ts';
import { readWavFormat } from './wav-format.ts';
import { guessEncoding, type ReadSample, sampleReader } from './wav-samples.ts';

export interface WavAudio extends Sound {
  /** Problems that were worked around, one line each for people; empty for a valid file. */
  readonly notes: readonly string[];
}

/**
 * Reads a WAVE file (RIFF, RIFX, RF64, BW64 or Wave64): integers of 8, 16, 24 or 32 bits, floats of 32 or 64, A-law and
 * mu-law, plain or WAVE_FORMAT_EXTENSIBLE. If the header gives more bytes than the file has, or no size, the existing bytes
 * are read and `notes` says so. Bytes after the last whole sample frame are left out. The bytes are kept, not copied.
 * @throws WavError when the file is not one of these.
 */
export function parseWav(bytes: Uint8Array): WavAudio {
  const { chunks, littleEndian } = readChunks(bytes);
  const formatChunk = chunks.find(({ id }) => id === 'fmt ');
  if (formatChunk === undefined) throw new WavError('broken WAVE file: it has no format chunk');
  const format = readWavFormat(toView(bytes, formatChunk), littleEndian);
  const { channelCount, sampleRateHz, sampleBytes } = format;
  const pieces = chunks.filter(({ id }) => id === 'data');
  if (pieces.length === 0) throw new WavError('broken WAVE file: it has no data chunk');
  const notes = pieces.flatMap(sizeNotes);

  const largest = pieces.reduce((most, piece) => (piece.size > most.size ? piece : most));
  const encoding = format.encoding ?? guessEncoding(toView(bytes, largest), sampleBytes, littleEndian);
  const readSample = sampleReader(encoding, sampleBytes, littleEndian);
  if (readSample === undefined) {
    throw new WavError(`a WAVE file of ${encoding}s of ${sampleBytes * 8} bits is not supported`, {
      isConvertible: true,
    });
  }
  if (format.encoding === undefined && sampleBytes >= 4) {
    notes.push(`its header does not say what its samples are; they are read as ${encoding}s`);
  }
  const reader = new PieceReader(bytes, pieces, { channelCount, sampleBytes, readSample });
  return { sampleRateHz, channelCount, length: reader.length, notes, read: (from, to) => reader.read(from, to) };
}

const plain = new Intl.NumberFormat('en-US');

function sizeNotes({ size, promised }: Chunk): string[] {
  const there = plain.format(size);
  if (promised === undefined)
    return [`its header gives no length; the file has ${there} bytes of audio, which are read`];
  if (promised === size) return [];
  return [`its header gives ${plain.format(promised)} bytes of audio; the file has ${there}, which are read`];
}

interface Layout {
  readonly channelCount: number;
  readonly sampleBytes: number;
  readonly readSample: ReadSample;
}

/** Reads the frames of one or more data chunks as if they were one. */
class PieceReader {
  readonly length: number;
  readonly #view: DataView;
  readonly #layout: Layout;
  /** The position of each piece: its byte in the file, and its range of frames. */
  readonly #pieces: readonly { readonly at: number; readonly first: number; readonly end: number }[];

  constructor(bytes: Uint8Array, chunks: readonly Chunk[], layout: Layout) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#layout = layout;
    let first = 0;
    this.#pieces = chunks.map(({ at, size }) => {
      const piece = { at, first, end: first + Math.floor(size / (layout.channelCount * layout.sampleBytes)) };
      first = piece.end;
      return piece;
    });
    this.length = first;
  }

  read(from: number, to: number): Float32Array[] {
    const start = Math.max(0, Math.min(from, this.length));
    const end = Math.max(start, Math.min(to, this.length));
    const { channelCount, sampleBytes, readSample } = this.#layout;
    const channels = Array.from({ length: channelCount }, () => new Float32Array(end - start));
    for (const piece of this.#pieces) {
      const [first, last] = [Math.max(start, piece.first), Math.min(end, piece.end)];
      for (const [channel, samples] of channels.entries()) {
        let at = piece.at + ((first - piece.first) * channelCount + channel) * sampleBytes;
        for (let frame = first; frame < last; frame++, at += channelCount * sampleBytes) {
          samples[frame - start] = readSample(this.#view, at);
        }
      }
    }
    return channels;
  }
}

function toView(bytes: Uint8Array, { at, size }: Chunk): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset + at, size);
}
