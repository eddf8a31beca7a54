/** Languages that browsers may not know: another one, which writes numbers alike, stands in. Pure. */

const KIN: Readonly<Record<string, readonly string[]>> = { gl: ['pt', 'es'], ca: ['es'], eo: ['en'] };

/**
 * @param language ISO 639-1.
 * @returns the languages to ask `Intl` for, in order. With one that it does not know it would take the browser's own.
 */
export function spokenLike(language: string): string[] {
  return [language, ...(KIN[language] ?? []), 'en'];
}
