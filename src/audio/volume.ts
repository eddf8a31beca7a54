/** Changes and measures the loudness of samples. Pure. */

import { toPcm, toSamples } from './pcm.ts';

const FULL_SCALE = 32_768;
const MAX_SAMPLE = 32_767;

/**
 * Scales PCM; each sample is rounded and clipped to 16 bits.
 * @param level 0 (silence) to 1 (unchanged: returns the same bytes, not a copy).
 */
export function scaleVolume(pcm: Uint8Array, level: number): Uint8Array {
  if (level === 1) return pcm;
  const samples = toSamples(pcm);
  const { length } = samples;
  const scaled = new Int16Array(length);
  const canClip = level > 1;
  for (let i = 0; i < length; i++) {
    const value = Math.round((samples[i] as number) * level);
    scaled[i] = canClip ? clip(value) : value;
  }
  return toPcm(scaled);
}

function clip(value: number): number {
  return Math.max(-FULL_SCALE, Math.min(MAX_SAMPLE, value));
}

/** Root mean square, 0..1 of full scale; 0 for no samples. */
export function rms(samples: Int16Array): number {
  if (samples.length === 0) return 0;
  let sum = 0;
  for (let i = 0; i < samples.length; i++) sum += (samples[i] as number) * (samples[i] as number);
  return Math.sqrt(sum / samples.length) / FULL_SCALE;
}

/** Root mean square in decibels below full scale (a full-scale square wave is 0); -Infinity for silence. */
export function rmsDbfs(samples: Int16Array): number {
  return 20 * Math.log10(rms(samples));
}
