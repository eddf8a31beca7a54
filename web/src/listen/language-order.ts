/** Which language a listener most likely wants. Pure. */

/** @param tag Of BCP 47, such as es-MX. @returns its language, such as es. */
export function languageOf(tag: string): string {
  return tag.trim().toLowerCase().split(/[-_]/)[0] ?? '';
}

/**
 * @param likely Tags, likeliest first. Those that are not offered are left out.
 * @param nameOf Sorts the rest.
 * @returns all that are offered, likeliest first, each once.
 */
export function orderLanguages(
  offered: readonly string[],
  likely: readonly (string | undefined | null)[],
  nameOf: (language: string) => string,
): string[] {
  const first = likely.map((tag) => languageOf(tag ?? '')).filter((language) => offered.includes(language));
  const compare = new Intl.Collator('en').compare;
  const rest = [...offered].sort((a, b) => compare(nameOf(a), nameOf(b)));
  return [...new Set([...first, ...rest])];
}
