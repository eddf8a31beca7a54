/** Speech and silence for tests: 16 kHz mono, made when asked for and kept for the process. Never plays anything. */

import { type FliteOptions, speakWithFlite } from '../../testkit/speech/flite.ts';

const SAMPLES_PER_MS = 16;

const spoken = new Map<string, Int16Array>();

/**
 * English text as speech of a flite voice, 16 kHz mono; the same text, voice and rate give the same samples (a copy).
 * @param options `rate` 0.25..4 (1 is the voice's own speed), `voice` kal, awb, rms or slt (the default).
 */
export async function synthesise(text: string, options: FliteOptions = {}): Promise<Int16Array> {
  const key = JSON.stringify([text, options.voice, options.rate, options.pitchDeviationHz]);
  const known = spoken.get(key) ?? speakWithFlite(text, options);
  spoken.set(key, known);
  return known.slice();
}

/** Digital silence. */
export function silence(ms: number): Int16Array {
  return new Int16Array(Math.round(ms * SAMPLES_PER_MS));
}

/** One after the other. */
export function concat(...parts: readonly Int16Array[]): Int16Array {
  const whole = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Samples times gain (a factor, not dB), rounded, held within 16 bits. */
export function scale(samples: Int16Array, gain: number): Int16Array {
  return samples.map((sample) => Math.max(-32768, Math.min(32767, Math.round(sample * gain))));
}
