/** Engines that read a clip in one go fail on the shortest ones, or guess at them: silence behind makes them long enough. */

/** The clip itself where it has `least` samples or more. */
export function filledUp(clip: Float32Array, least: number): Float32Array {
  if (clip.length >= least) return clip;
  const samples = new Float32Array(least);
  samples.set(clip);
  return samples;
}
