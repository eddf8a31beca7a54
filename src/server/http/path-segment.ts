/** One segment of a path as it was meant. @returns the text as it is where its percent-escapes are none. Never throws. */
export function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
