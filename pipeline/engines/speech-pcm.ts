/** Turns the WAV that a speech program writes into the pipeline's PCM: 16-bit little-endian, mono, 16 kHz. Runs no program. */
import { toMonoSpeech } from '../../src/audio/mono-speech.ts';
import { toPcm } from '../../src/audio/pcm.ts';
import { parseWav } from '../../src/audio/wav.ts';

/**
 * No bytes where the WAV is empty or silent. A length in its header that is a placeholder does not matter: programs that
 * write to a pipe do not know it.
 * @throws Error saying what is wrong with the WAV.
 */
export function wavToPcm(wav: Uint8Array): Uint8Array {
  if (wav.length === 0) return new Uint8Array(0);
  const samples = toSamples(wav);
  // A text that nothing is spoken of gives a few milliseconds of zeros.
  return samples.some((sample) => sample !== 0) ? toPcm(samples) : new Uint8Array(0);
}

function toSamples(wav: Uint8Array): Int16Array {
  try {
    return toMonoSpeech(parseWav(wav));
  } catch (error) {
    // A plain Error, because the pipeline reports the message of those alone. This one says nothing of the text.
    throw new Error(`The speech program wrote no speech: ${(error as Error).message}`);
  }
}
