/** The samples of a WAV file, or of bare PCM. Pure; runs in k6. */

const RIFF = 0x52494646;
const FORMAT = 0x666d7420;
const DATA = 0x64617461;
const HEADER_BYTES = 12;

/** @returns whole blocks of 16-bit mono PCM at 16 kHz. @throws Error for a WAV file of another kind, or a shorter one. */
export function pcmOf(file: ArrayBuffer, blockBytes: number): ArrayBuffer {
  const view = new DataView(file);
  const pcm = file.byteLength >= HEADER_BYTES && view.getUint32(0) === RIFF ? samplesOf(file, view) : file;
  const bytes = pcm.byteLength - (pcm.byteLength % blockBytes);
  if (bytes === 0) throw new Error('AUDIO is shorter than 20 ms');
  return pcm.slice(0, bytes);
}

function samplesOf(file: ArrayBuffer, view: DataView): ArrayBuffer {
  for (let at = HEADER_BYTES; at + 8 <= file.byteLength; ) {
    const [kind, bytes] = [view.getUint32(at), view.getUint32(at + 4, true)];
    const from = at + 8;
    if (kind === FORMAT) {
      const [channels, hz, bits] = [
        view.getUint16(from + 2, true),
        view.getUint32(from + 4, true),
        view.getUint16(from + 14, true),
      ];
      if (channels !== 1 || hz !== 16_000 || bits !== 16)
        throw new Error(`AUDIO is 16 kHz, 16 bits, mono; this is ${hz} Hz, ${bits} bits, ${channels} channels`);
    }
    if (kind === DATA) return file.slice(from, Math.min(from + bytes, file.byteLength));
    at = from + bytes + (bytes % 2);
  }
  throw new Error('AUDIO is a WAV file without samples');
}
