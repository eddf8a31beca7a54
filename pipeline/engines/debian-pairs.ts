/** The Debian packages with which Apertium translates from English, for the message that says what to install. */

const FROM_ENGLISH: Readonly<Record<string, string>> = {
  ca: 'apertium-eng-cat',
  eo: 'apertium-eo-en',
  es: 'apertium-eng-spa',
  fr: 'apertium-eng-spa and apertium-fr-es',
  gl: 'apertium-en-gl',
  it: 'apertium-eng-spa and apertium-spa-ita',
  pt: 'apertium-eng-spa and apertium-es-pt',
};

/** @returns one line: why there is no way from `from` to `to` (languages without region), and what to install for one. */
export function missingPair(from: string, to: string): string {
  const packages = from === 'en' && Object.hasOwn(FROM_ENGLISH, to) ? FROM_ENGLISH[to] : undefined;
  if (packages === undefined) return `No installed Apertium pair translates ${from} to ${to}, nor any two in a row`;
  return `Apertium cannot translate ${from} to ${to}: install the Debian package ${packages}`;
}
