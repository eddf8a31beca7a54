/** Says before the start which speech engine is missing for the languages asked for. */
import { ENGINES, type Engine } from '../scripts/engines.mjs';

/** One of these is enough. */
const RECOGNISERS: readonly Engine['id'][] = ['moonshine', 'pocketsphinx'];
const ALWAYS: readonly Engine['id'][] = ['espeak-ng'];
/** Other languages have engines that setup does not install; the pipeline says when one is missing. */
const FOR_LANGUAGE: Readonly<Record<string, Engine['id']>> = { es: 'apertium-spa', ca: 'apertium-cat' };

/** One line on everything that is missing, with the way to get it; undefined when nothing is. */
export function missingEngines(
  languages: readonly string[],
  engines: readonly Pick<Engine, 'id' | 'name' | 'packages' | 'find'>[] = ENGINES,
): string | undefined {
  const needed = [...ALWAYS, ...languages.map((language) => FOR_LANGUAGE[language])];
  const isMissing = ({ find }: Pick<Engine, 'find'>) => find() === undefined;
  const recognisers = engines.filter(({ id }) => RECOGNISERS.includes(id));
  const missing = [
    ...(recognisers.every(isMissing) ? recognisers : []),
    ...engines.filter((engine) => needed.includes(engine.id) && isMissing(engine)),
  ];
  if (missing.length === 0) return undefined;
  const packages = [...new Set(missing.flatMap((engine) => engine.packages))];
  const names = missing.map(({ name }) => name).join(', ');
  return `missing: ${names}; npm run setup installs it, or on Debian: apt-get install ${packages.join(' ')}`;
}
