/** Reads a setting that holds a list. */

/** @param text Parts separated by commas. @returns the parts, trimmed, without empty ones. */
export function list(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
