/**
 * Recordings as people have them, made from one speech: each file with what is to be heard of it. For the tests, and as a
 * folder by scripts/odd-recordings.ts.
 */
import { resample } from './resample.ts';
import { asBytes } from './wav-encodings.ts';
import {
  ascii,
  type Bytes,
  chunk,
  EXTENSIBLE,
  extension,
  format,
  joined,
  riff,
  u16,
  u32,
  u64,
  wave64,
} from './wav-parts.ts';

export interface OddFile {
  readonly name: string;
  /** What is odd about it. */
  readonly what: string;
  readonly bytes: Bytes;
}

/** One that is read. */
export interface HeardRecording extends OddFile {
  /** 16 kHz mono. */
  readonly heard: Int16Array;
  /** Signal over difference from `heard`, decibels at the least; Infinity: sample for sample. */
  readonly minDb: number;
  /** What is said of it, when something had to be mended. */
  readonly note?: RegExp;
}

const RATE_HZ = 16_000;
const EXACT = Number.POSITIVE_INFINITY;
/** But for what is under the level of sound, before the first word: only then is it known which channels to mix. */
const MIXED = { minDb: 70 };
const data = (body: Uint8Array, size = body.length) => chunk('data', body, { size });
const text = (body: string, pad?: boolean) => chunk('LIST', ascii(body), pad === undefined ? {} : { pad });

/** @param speech 16 kHz mono. */
export function heardRecordings(speech: Int16Array): HeardRecording[] {
  const sound = Float32Array.from(speech, (sample) => sample / 32_768);
  const at = (rateHz: number) => resample(sound, RATE_HZ, rateHz);
  const pcm = asBytes.i16(sound);
  const exact = (name: string, what: string, bytes: Bytes, more: Partial<HeardRecording> = {}) => ({
    ...{ name, what, bytes, heard: speech, minDb: EXACT },
    ...more,
  });
  const half = speech.length >> 1;
  return [
    ...streamed(sound, pcm, exact),
    exact(
      'cut-in-a-sample.wav',
      'copying stopped in the middle of it',
      riff([format(), data(pcm)]).slice(0, 44 + half * 2 + 1),
      {
        heard: speech.subarray(0, half),
        note: /gives .* bytes of audio; the file has/,
      },
    ),
    exact(
      'rubbish-at-the-end.wav',
      'with bytes after its last chunk',
      joined(riff([format(), data(pcm), text('INFO')]), ascii('\0\xff<html>no chunk')),
    ),
    exact('wrong-size.wav', 'whose size of the whole is wrong', riff([format(), data(pcm)], { size: 4 })),
    exact(
      'rf64.wav',
      'RF64, for files over 4 GB',
      riff(
        [chunk('ds64', joined(u64(0), u64(pcm.length), u64(0), u32(0))), format(), data(pcm, 0xffffffff), text('INFO')],
        { id: 'RF64', size: 0xffffffff },
      ),
    ),
    exact(
      'wave64.w64',
      'Sony Wave64',
      wave64([
        ['fmt ', format().slice(8)],
        ['data', pcm],
      ]),
    ),
    exact(
      'rifx.wav',
      'RIFX: its numbers the other way round',
      riff([format({ bigEndian: true }), chunk('data', asBytes.i16(sound, true), { bigEndian: true })], {
        id: 'RIFX',
        bigEndian: true,
      }),
    ),
    exact(
      'odd-chunk-unpadded.wav',
      'a chunk of odd length without its pad byte',
      riff([format(), text('odd', false), data(pcm)]),
    ),
    exact('odd-chunk-padded.wav', 'a chunk of odd length with its pad byte', riff([format(), text('odd'), data(pcm)])),
    exact(
      'empty-data-first.wav',
      'an empty data chunk before the others',
      riff([data(new Uint8Array(0)), format(), data(new Uint8Array(0)), data(pcm)]),
    ),
    exact(
      'several-data.wav',
      'its sound in several chunks',
      riff([format(), data(pcm.slice(0, half * 2)), text('INFO'), data(pcm.slice(half * 2))]),
    ),
    ...encoded(sound, pcm, exact, at),
    ...channelled(sound, at, exact),
  ];
}

type Exact = (name: string, what: string, bytes: Bytes, more?: Partial<HeardRecording>) => HeardRecording;
type At = (rateHz: number) => Float32Array;

/** Written to a pipe, where nobody can go back and fill in the sizes. */
function streamed(sound: Float32Array, pcm: Uint8Array, exact: Exact): HeardRecording[] {
  const espeak = asBytes.i16(resample(sound, RATE_HZ, 22_050));
  return [
    exact(
      'espeak-stdout.wav',
      'as espeak-ng --stdout writes it',
      riff([format({ rateHz: 22_050 }), data(espeak, 2_147_479_552)], { size: 2_147_479_588 }),
      {
        minDb: 40,
        note: /^its header gives 2,147,479,552 bytes of audio; the file has [\d,]+, which are read$/,
      },
    ),
    exact(
      'ffmpeg-pipe.wav',
      'as ffmpeg writes it to a pipe',
      riff([format(), text('INFOISFT\x0e\0\0\0Lavf60.16.100\0'), data(pcm, 0xffffffff)], { size: 0xffffffff }),
      {
        note: /^its header gives no length; the file has [\d,]+ bytes/,
      },
    ),
    exact('size-zero.wav', 'from a recorder that was switched off', riff([format(), data(pcm, 0)], { size: 0 }), {
      note: /^its header gives no length/,
    }),
  ];
}

function encoded(sound: Float32Array, pcm: Uint8Array, exact: Exact, at: At): HeardRecording[] {
  const telephone = at(8_000);
  // What is left of the speech at 8 kHz.
  const heard = Int16Array.from(resample(telephone, 8_000, RATE_HZ), (sample) => Math.round(sample * 32_768));
  const file = (options: Parameters<typeof format>[0], body: Uint8Array) => riff([format(options), data(body)]);
  return [
    exact(
      'telephone-a-law.wav',
      'G.711 A-law, 8 kHz',
      file({ tag: 6, bits: 8, rateHz: 8_000, extension: u16(0) }, asBytes.aLaw(telephone)),
      { heard, minDb: 30 },
    ),
    exact(
      'telephone-mu-law.wav',
      'G.711 mu-law, 8 kHz',
      file({ tag: 7, bits: 8, rateHz: 8_000, extension: u16(0) }, asBytes.muLaw(telephone)),
      { heard, minDb: 30 },
    ),
    exact('float64.wav', 'floats of 64 bits', file({ tag: 3, bits: 64 }, asBytes.f64(sound))),
    exact(
      'float32-44100.wav',
      'floats of 32 bits at 44.1 kHz',
      file({ tag: 3, bits: 32, rateHz: 44_100 }, asBytes.f32(at(44_100))),
      { minDb: 40 },
    ),
    exact('unsigned8.wav', 'unsigned bytes', file({ bits: 8 }, asBytes.u8(sound)), { minDb: 20 }),
    exact(
      'integer24-48000.wav',
      'integers of 24 bits at 48 kHz',
      file({ bits: 24, rateHz: 48_000 }, asBytes.i24(at(48_000))),
      { minDb: 40 },
    ),
    exact('integer32.wav', 'integers of 32 bits', file({ bits: 32 }, asBytes.i32(sound))),
    exact(
      'extensible-18-bytes.wav',
      'the extensible tag on a format of 18 bytes',
      file({ tag: EXTENSIBLE, extension: u16(0) }, pcm),
    ),
    exact(
      'extensible-float.wav',
      'extensible, floats by their GUID',
      file({ tag: EXTENSIBLE, bits: 32, extension: extension(3, 32) }, asBytes.f32(sound)),
    ),
    exact(
      'extensible-20-of-24.wav',
      'extensible, 20 bits in use of 24',
      file({ tag: EXTENSIBLE, bits: 24, extension: extension(1, 20) }, asBytes.i24(sound, 20)),
    ),
    exact('rate-192000.wav', 'at 192 kHz', file({ rateHz: 192_000 }, asBytes.i16(at(192_000))), { minDb: 40 }),
  ];
}

function channelled(sound: Float32Array, at: At, exact: Exact): HeardRecording[] {
  const file = (sounds: readonly Float32Array[], rateHz = RATE_HZ) =>
    riff([format({ channels: sounds.length, rateHz }), data(asBytes.i16(interleaved(sounds)))]);
  const quiet = new Float32Array(sound.length);
  const inverted = (samples: Float32Array) => samples.map((sample) => -sample);
  const high = at(44_100);
  return [
    exact('opposite-phase.wav', 'stereo in opposite phase: its mean is silence', file([sound, inverted(sound)]), MIXED),
    exact('opposite-phase-44100.wav', 'the same at 44.1 kHz', file([high, inverted(high)], 44_100), { minDb: 40 }),
    exact('one-channel-silent.wav', 'stereo of which one channel is silent', file([quiet, sound]), MIXED),
    exact(
      'six-channels.wav',
      'six channels, two of them with sound',
      file([sound, sound, quiet, quiet, quiet, quiet]),
      MIXED,
    ),
  ];
}

function interleaved(channels: readonly Float32Array[]): Float32Array {
  const count = channels.length;
  return Float32Array.from(
    { length: (channels[0]?.length ?? 0) * count },
    (_, i) => channels[i % count]?.[Math.floor(i / count)] ?? 0,
  );
}
