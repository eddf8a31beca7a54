/** Waits. */

/** @param ms Resolves after so long; in a page that is not seen, later. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
