/** Reads the values of a setting that holds several. */

/** @param text Parts separated by commas. @returns them without the blanks around, and without empty ones. */
export function list(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
