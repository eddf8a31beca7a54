/** Removes the silence before and after speech: before, it delays the first word; after, it delays the next utterance. */

/** Share of the loudest sample. Quieter ends are breath and noise. */
const QUIET = 0.02;
/** Silence kept at both ends, 50 ms, because a word may begin softly. */
const MARGIN_SAMPLES = 800;

/** @param pcm 16-bit little-endian, mono, 16 kHz. @returns a part of it, as a view of the same bytes. */
export function withoutQuietEnds(pcm: Uint8Array): Uint8Array {
  const view = new DataView(pcm.buffer, pcm.byteOffset, pcm.byteLength);
  const samples = pcm.byteLength >> 1;
  const loudness = (at: number) => Math.abs(view.getInt16(at * 2, true));
  let peak = 0;
  for (let at = 0; at < samples; at += 1) peak = Math.max(peak, loudness(at));
  let first = 0;
  while (first < samples && loudness(first) < peak * QUIET) first += 1;
  let last = samples - 1;
  while (last > first && loudness(last) < peak * QUIET) last -= 1;
  const from = Math.max(0, first - MARGIN_SAMPLES);
  const to = Math.min(samples, last + 1 + MARGIN_SAMPLES);
  return pcm.subarray(from * 2, to * 2);
}
