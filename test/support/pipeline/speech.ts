/** What the tests of speech engines ask of 16 kHz speech. */
import assert from 'node:assert/strict';
import type { Speaker } from '../../../pipeline/engines/speaker.ts';
import type { EmotionDynamics } from '../../../pipeline/payload.ts';
import { NEUTRAL } from './payloads.ts';

/** The samples of a text spoken with the emotion, what it leaves out being neutral. Fails where there is no voice. */
export async function toSamples(
  speaker: Speaker,
  text: string,
  language: string,
  emotion: Partial<EmotionDynamics> = {},
): Promise<Int16Array> {
  const speech = await speaker.speak({ text, language, emotion: { ...NEUTRAL, ...emotion } });
  assert.equal(speech.kind, 'spoken', JSON.stringify(speech));
  const pcm = speech.kind === 'spoken' ? speech.pcm : new Uint8Array(0);
  return new Int16Array(pcm.buffer, pcm.byteOffset, pcm.byteLength / 2);
}

/** Root mean square, 0..32768. */
export function rms(samples: Int16Array): number {
  return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
}

/** Every value is over `factor` times the one before. */
export function rises(values: readonly number[], factor: number): boolean {
  return values.slice(1).every((value, i) => value > (values[i] ?? 0) * factor);
}
