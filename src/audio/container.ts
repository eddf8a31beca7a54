/**
 * Recognises audio files by their first bytes. Never decodes. Raw PCM must not be mistaken for a file by chance. Of random
 * samples, one start in 200 million matches (19 patterns of 32 bits). Real sound almost never matches: each pattern except
 * ADTS has a sample above a quarter of full scale among its first four, and ADTS has 42 fixed bits.
 */

export type Container =
  | 'riff'
  | 'rf64'
  | 'w64'
  | 'aiff'
  | 'caf'
  | 'au'
  | 'ogg'
  | 'webm'
  | 'mp4'
  | 'flac'
  | 'mp3'
  | 'adts'
  | 'amr';

/** Names for messages. */
export const CONTAINER_NAMES: Readonly<Record<Container, string>> = {
  riff: 'a RIFF file',
  rf64: 'a WAVE file (RF64)',
  w64: 'a WAVE file (Wave64)',
  aiff: 'an AIFF file',
  caf: 'a Core Audio file (CAF)',
  au: 'an AU file',
  ogg: 'an Ogg file (Opus or Vorbis)',
  webm: 'a WebM or Matroska file',
  mp4: 'an MP4 file (M4A, as phones record)',
  flac: 'a FLAC file',
  mp3: 'an MP3 file',
  adts: 'an AAC file',
  amr: 'an AMR file',
};

/** Text at a fixed position in every file of a kind. */
type Mark = readonly [container: Container, at: number, text: string];

const MARKS: readonly Mark[] = [
  ['riff', 0, 'RIFF'],
  ['riff', 0, 'RIFX'],
  ['rf64', 0, 'RF64'],
  ['rf64', 0, 'BW64'],
  ['w64', 0, 'riff'],
  ['aiff', 0, 'FORM'],
  ['caf', 0, 'caff'],
  ['au', 0, '.snd'],
  ['ogg', 0, 'OggS'],
  ['webm', 0, '\x1a\x45\xdf\xa3'],
  ['flac', 0, 'fLaC'],
  ['amr', 0, '#!AMR'],
  ['mp4', 4, 'ftyp'],
  // Old QuickTime files without ftyp, and pieces of fragmented files.
  ['mp4', 4, 'moov'],
  ['mp4', 4, 'mdat'],
  ['mp4', 4, 'wide'],
  ['mp4', 4, 'styp'],
  // An ID3 tag with its version, as three characters are too few. An MP3 without a tag is not recognised.
  ['mp3', 0, 'ID3\x02'],
  ['mp3', 0, 'ID3\x03'],
  ['mp3', 0, 'ID3\x04'],
];

const ADTS_HEADER_BYTES = 7;
/** The highest valid index of a sampling rate. */
const ADTS_LAST_RATE = 12;

/** @returns the kind of file that the bytes begin like; undefined when they may be raw PCM. */
export function detectContainer(bytes: Uint8Array): Container | undefined {
  const hasText = (at: number, text: string) => [...text].every((char, i) => bytes[at + i] === char.charCodeAt(0));
  const found = MARKS.find(([, at, text]) => hasText(at, text))?.[0];
  return found ?? (isAdts(bytes) ? 'adts' : undefined);
}

/**
 * Raw AAC: a frame header, and another one of the same stream at the end of the frame. One header has only 14 fixed
 * bits, and quiet PCM may begin with them.
 */
function isAdts(bytes: Uint8Array): boolean {
  const first = adtsFrameAt(bytes, 0);
  const second = first && adtsFrameAt(bytes, first.length);
  return second !== undefined && second.stream === first?.stream;
}

/** @returns the frame's length, and the header bits that are the same in all frames of a stream. */
function adtsFrameAt(bytes: Uint8Array, at: number): { length: number; stream: number } | undefined {
  if (at + ADTS_HEADER_BYTES > bytes.length) return undefined;
  const byte = (i: number) => bytes[at + i] as number;
  const isSync = byte(0) === 0xff && (byte(1) & 0xf6) === 0xf0;
  const rate = (byte(2) >> 2) & 15;
  const length = ((byte(3) & 3) << 11) | (byte(4) << 3) | (byte(5) >> 5);
  if (!isSync || rate > ADTS_LAST_RATE || length < ADTS_HEADER_BYTES) return undefined;
  return { length, stream: (byte(1) << 16) | (byte(2) << 8) | (byte(3) & 0xf0) };
}
