/** One segment of a path as it was meant. @returns the text as it is where its percent-escapes are none. Never throws. */
export function decodedSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
