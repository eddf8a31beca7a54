/** Makes short clips longer with silence at the end: on very short clips engines fail or give wrong words. */

/** @returns the clip itself if it has `least` samples or more. */
export function filledUp(clip: Float32Array, least: number): Float32Array {
  if (clip.length >= least) return clip;
  const samples = new Float32Array(least);
  samples.set(clip);
  return samples;
}
