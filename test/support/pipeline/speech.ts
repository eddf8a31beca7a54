/** What the tests of speech engines ask of 16 kHz speech. */
import assert from 'node:assert/strict';
import type { Speaker, Speech } from '../../../pipeline/engines/speaker.ts';
import type { EmotionDynamics } from '../../../pipeline/payload.ts';
import { NEUTRAL } from './payloads.ts';

/** The samples of a text spoken with the emotion, what it leaves out being neutral. Fails where there is no voice. */
export async function toSamples(
  speaker: Speaker,
  text: string,
  language: string,
  emotion: Partial<EmotionDynamics> = {},
): Promise<Int16Array> {
  const pcm = await toWhole(await speaker.speak({ text, language, emotion: { ...NEUTRAL, ...emotion } }));
  return new Int16Array(pcm.buffer, pcm.byteOffset, pcm.byteLength / 2);
}

/** All pieces of a speech, joined. Fails where there is no voice, and rejects if the engine fails. */
export async function toWhole(speech: Speech): Promise<Uint8Array> {
  assert.equal(speech.kind, 'spoken', JSON.stringify(speech));
  const pieces: Uint8Array[] = [];
  if (speech.kind === 'spoken') for await (const piece of speech.pieces) pieces.push(piece);
  return Uint8Array.from(Buffer.concat(pieces));
}

/** Root mean square, 0..32768. */
export function rms(samples: Int16Array): number {
  return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
}

/** Every value is over `factor` times the one before. */
export function rises(values: readonly number[], factor: number): boolean {
  return values.slice(1).every((value, i) => value > (values[i] ?? 0) * factor);
}
