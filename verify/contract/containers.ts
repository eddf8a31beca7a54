/** First bytes of audio files. A client sends them when it mistakes its recorder's output for PCM. */

const bytes = (...parts: readonly (string | readonly number[])[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))));

const SIZE = [0x24, 0x0c, 0, 0];
const UNKNOWN_SIZE = [0xff, 0xff, 0xff, 0xff];
const W64_RIFF = [0x72, 0x69, 0x66, 0x66, 0x2e, 0x91, 0xcf, 0x11, 0xa5, 0xd6, 0x28, 0xdb, 0x04, 0xc1, 0, 0];
const BOX = [0, 0, 0, 0x1c];

/** An ADTS frame of AAC, 16 kHz mono: a header of seven bytes, which has the frame's length, and the content. */
function adtsFrame(length: number): Buffer {
  const frame = Buffer.alloc(length, 0x21);
  const header = [0xff, 0xf1, 0x60, 0x40 | (length >> 11), (length >> 3) & 0xff, ((length & 7) << 5) | 0x1f, 0xfc];
  Buffer.from(header).copy(frame);
  return frame;
}

/** Each with the contract's name for it. */
export const BEGINNINGS: readonly (readonly [looksLike: string, what: string, first: Buffer])[] = [
  ['riff', 'a WAV file', bytes('RIFF', SIZE, 'WAVEfmt ', [16, 0, 0, 0, 1, 0, 1, 0])],
  ['rf64', 'a WAV file over 4 GB', bytes('RF64', UNKNOWN_SIZE, 'WAVEds64', [28, 0, 0, 0])],
  ['w64', 'a Wave64 file', bytes(W64_RIFF, [0x24, 0x0c, 0, 0, 0, 0, 0, 0], 'wave')],
  ['aiff', 'an AIFF file', bytes('FORM', [0, 0, 0x0c, 0x24], 'AIFFCOMM', [0, 0, 0, 18])],
  ['aiff', 'an AIFF-C file', bytes('FORM', [0, 0, 0x0c, 0x24], 'AIFCFVER', [0, 0, 0, 4])],
  ['caf', 'a Core Audio file', bytes('caff', [0, 1, 0, 0], 'desc', [0, 0, 0, 0, 0, 0, 0, 32])],
  ['au', 'an AU file', bytes('.snd', [0, 0, 0, 24], UNKNOWN_SIZE, [0, 0, 0, 3, 0, 0, 0x3e, 0x80, 0, 0, 0, 1])],
  ['ogg', 'an Ogg stream', bytes('OggS', [0, 2, 0, 0, 0, 0, 0, 0, 0, 0])],
  ['webm', 'a WebM recording', bytes([0x1a, 0x45, 0xdf, 0xa3, 0x9f, 0x42, 0x86, 0x81, 1])],
  ['mp4', 'an MP4 recording', bytes(BOX, 'ftypiso5', [0, 0, 2, 0], 'iso5iso6mp41')],
  ['mp4', 'an M4A recording', bytes(BOX, 'ftypM4A ', [0, 0, 2, 0], 'M4A isommp42')],
  ['mp4', 'a QuickTime recording', bytes([0, 0, 0, 0x14], 'ftypqt  ', [0, 0, 2, 0], 'qt  ')],
  ['flac', 'a FLAC file', bytes('fLaC', [0, 0, 0, 0x22, 0x10, 0, 0x10, 0])],
  ['mp3', 'an MP3 file with an ID3 tag', bytes('ID3', [4, 0, 0, 0, 0, 0x02, 0x01], 'TIT2')],
  ['adts', 'an AAC stream', Buffer.concat([adtsFrame(200), adtsFrame(211), adtsFrame(190)])],
  ['amr', 'an AMR file', bytes('#!AMR\n', [0x3c, 0x55])],
  ['amr', 'a wideband AMR file', bytes('#!AMR-WB\n', [0x44, 0x55])],
];

/** PCM that begins like one of them, but only in as many bytes as can agree by chance. */
export const NO_BEGINNINGS: readonly (readonly [what: string, first: Buffer])[] = [
  ['three of the four bytes of RIFF', bytes('RIFE', SIZE)],
  ['three of the four bytes of Ogg', bytes('OggT', [0, 2])],
  ['three of the four bytes of FLAC', bytes('fLaD', [0, 0])],
  ['three of the four bytes of AU', bytes('.sne', [0, 0, 0, 24])],
  ['an MPEG frame without an ID3 tag', bytes([0xff, 0xfb, 0x90, 0x64])],
  ['one AAC header that no other follows', adtsFrame(200)],
];

/** @returns a chunk with these first bytes. */
export function chunkOf(first: Buffer, length = 3_200): Buffer {
  const chunk = Buffer.alloc(length);
  first.copy(chunk);
  return chunk;
}
