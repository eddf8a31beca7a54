/** Removes the silence before and after speech: before, it delays the first word; after, it delays the next segment. */

/** Share of the loudest sample. Quieter ends are breath and noise. */
const QUIET = 0.02;
const SAMPLES_PER_MS = 16;
/** Silence kept at both ends, because a word may begin and end softly. */
export const MARGIN_MS = 50;
/** Silence kept after a sentence, where the engine makes as much: the pause before the next one. */
const PAUSE_MS = 250;

/**
 * @param pcm 16-bit little-endian, mono, 16 kHz. @returns a part of it, as a view of the same bytes.
 * @param endsSentence true: more of the silence after it is kept.
 */
export function withoutQuietEnds(pcm: Uint8Array, endsSentence: boolean): Uint8Array {
  const view = new DataView(pcm.buffer, pcm.byteOffset, pcm.byteLength);
  const samples = pcm.byteLength >> 1;
  const loudness = (at: number) => Math.abs(view.getInt16(at * 2, true));
  let peak = 0;
  for (let at = 0; at < samples; at += 1) peak = Math.max(peak, loudness(at));
  let first = 0;
  while (first < samples && loudness(first) < peak * QUIET) first += 1;
  let last = samples - 1;
  while (last > first && loudness(last) < peak * QUIET) last -= 1;
  const from = Math.max(0, first - MARGIN_MS * SAMPLES_PER_MS);
  const to = Math.min(samples, last + 1 + trailingMs(endsSentence) * SAMPLES_PER_MS);
  return pcm.subarray(from * 2, to * 2);
}

/** @returns how much silence after speech is kept, ms. */
export function trailingMs(endsSentence: boolean): number {
  return endsSentence ? PAUSE_MS : MARGIN_MS;
}
