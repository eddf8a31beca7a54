/** Says before the start which speech engine is missing for the languages asked for. */
import { ENGINES, type Engine } from '../scripts/engines.mjs';

const ALWAYS: readonly Engine['id'][] = ['pocketsphinx', 'espeak-ng'];
/** Other languages have engines that setup does not install; the pipeline says when one is missing. */
const FOR_LANGUAGE: Readonly<Record<string, Engine['id']>> = { es: 'apertium-spa', ca: 'apertium-cat' };

/** One line on everything that is missing, with the way to get it; undefined when nothing is. */
export function missingEngines(
  languages: readonly string[],
  engines: readonly Pick<Engine, 'id' | 'name' | 'packages' | 'find'>[] = ENGINES,
): string | undefined {
  const needed = [...ALWAYS, ...languages.map((language) => FOR_LANGUAGE[language])];
  const missing = engines.filter((engine) => needed.includes(engine.id) && engine.find() === undefined);
  if (missing.length === 0) return undefined;
  const packages = [...new Set(missing.flatMap((engine) => engine.packages))];
  const names = missing.map(({ name }) => name).join(', ');
  return `missing: ${names}; npm run setup installs it, or on Debian: apt-get install ${packages.join(' ')}`;
}
