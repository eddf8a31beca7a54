/** Files that are no recordings anybody can read, or such that only a browser reads: each with what is said of it. */
import { encodeFlac } from './flac.ts';
import type { OddFile } from './odd-recordings.ts';
import { asBytes } from './wav-encodings.ts';
import { ascii, chunk, format, joined, riff } from './wav-parts.ts';

export interface RefusedRecording extends OddFile {
  readonly refused: RegExp;
  /** The browser's own decoder reads it. */
  readonly playsInBrowser?: boolean;
}

/** @param speech 16 kHz mono. */
export function refusedRecordings(speech: Int16Array): RefusedRecording[] {
  const pcm = asBytes.i16(Float32Array.from(speech, (sample) => sample / 32_768));
  const file = (options: Parameters<typeof format>[0]) => riff([format(options), chunk('data', pcm)]);
  const begins = (beginning: string) => joined(ascii(beginning), new Uint8Array(4_000));
  return [
    { name: 'empty.wav', what: 'no bytes at all', bytes: new Uint8Array(0), refused: /the file is empty/ },
    {
      name: 'header-only.wav',
      what: 'a header without sound',
      bytes: riff([format(), chunk('data', new Uint8Array(0))]),
      refused: /it holds no audio/,
    },
    {
      name: 'no-channels.wav',
      what: '0 channels',
      bytes: file({ channels: 0 }),
      refused: /broken WAVE file: 0 channels/,
    },
    { name: 'no-rate.wav', what: '0 Hz', bytes: file({ rateHz: 0 }), refused: /broken WAVE file: 1 channels at 0 Hz/ },
    {
      name: 'absurd-frames.wav',
      what: 'frames of 65,535 bytes',
      bytes: file({ frameBytes: 65_535 }),
      refused: /broken WAVE file: .* frames of 65535 bytes/,
    },
    {
      name: 'adpcm.wav',
      what: 'IMA ADPCM',
      bytes: file({ tag: 0x11, bits: 4, frameBytes: 256 }),
      refused: /a WAVE file of IMA ADPCM is not supported/,
    },
    {
      name: 'gsm.wav',
      what: 'GSM 6.10',
      bytes: file({ tag: 0x31, bits: 0, frameBytes: 65, rateHz: 8_000 }),
      refused: /a WAVE file of GSM 6\.10 is not supported/,
    },
    {
      name: 'mp3-inside.wav',
      what: 'MP3 in a WAVE file',
      bytes: file({ tag: 0x55, bits: 0, frameBytes: 1 }),
      refused: /a WAVE file of MP3 is not supported/,
    },
    {
      name: 'iphone.m4a',
      what: 'MP4, as an iPhone records',
      bytes: begins('\0\0\0\x1cftypM4A \0\0\0\0M4A mp42isom'),
      refused: /looks like an MP4 file \(M4A, as phones record\)/,
    },
    {
      name: 'voice.opus',
      what: 'Ogg Opus',
      bytes: begins('OggS\0\x02'),
      refused: /looks like an Ogg file \(Opus or Vorbis\)/,
    },
    {
      name: 'speech.flac',
      what: 'FLAC',
      bytes: encodeFlac(speech),
      refused: /looks like a FLAC file/,
      playsInBrowser: true,
    },
  ];
}
