/** How far behind the speaker each word is heard. Pure. */

/** A segment of speech in the speaker's mouth, on the session's clock, ms. */
export interface SpokenSegment {
  readonly text: string;
  readonly startTimeMs: number;
  readonly endTimeMs: number;
}

/** The same segment's translation at the listener, on the same clock, ms. */
export interface HeardSegment {
  readonly firstSoundAtMs: number;
  readonly durationMs: number;
}

/**
 * @returns for each word, from its end in the speaker's mouth to the moment its translation sounds, ms. Where a word is in the
 * translation nobody knows, and the times of single words are not told to clients: both are spread evenly over the segment.
 */
export function earVoiceSpans(spoken: SpokenSegment, heard: HeardSegment): number[] {
  const words = spoken.text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
  return Array.from({ length: words }, (_, i) => {
    const share = (i + 1) / words;
    const endedAtMs = spoken.startTimeMs + (spoken.endTimeMs - spoken.startTimeMs) * share;
    return heard.firstSoundAtMs + heard.durationMs * share - endedAtMs;
  });
}
