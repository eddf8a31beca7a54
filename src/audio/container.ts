/** Recognises audio files by their first bytes. Never reads further in, never decodes. */

export type Container = 'riff' | 'ogg' | 'webm' | 'flac' | 'mp3';

/** An MP3 is known by its ID3 tag only: its bare frames begin with bytes that PCM may begin with as well. */
const MAGIC: readonly (readonly [Container, readonly number[]])[] = [
  ['riff', [0x52, 0x49, 0x46, 0x46]], // RIFF
  ['ogg', [0x4f, 0x67, 0x67, 0x53]], // OggS
  ['webm', [0x1a, 0x45, 0xdf, 0xa3]], // EBML
  ['flac', [0x66, 0x4c, 0x61, 0x43]], // fLaC
  ['mp3', [0x49, 0x44, 0x33]], // ID3
];

/** What the bytes begin like, or undefined when they may be bare PCM. */
export function containerOf(bytes: Uint8Array): Container | undefined {
  return MAGIC.find(([, magic]) => magic.every((byte, i) => bytes[i] === byte))?.[0];
}
