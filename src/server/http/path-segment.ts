/** Decodes one segment of a path. @returns the segment unchanged if its percent-encoding is not valid. Never throws. */
export function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
