/** Says before the start which speech engine is missing for the languages asked for. */
import { ENGINES, type Engine } from '../../scripts/engines.mjs';
import type { AsrReport } from '../../src/protocol/http-messages.ts';

/** One of these is enough. */
const RECOGNISERS: readonly Engine['id'][] = ['moonshine', 'pocketsphinx'];
const ALWAYS: readonly Engine['id'][] = ['espeak-ng'];
/** Other languages have engines that setup does not install; the pipeline says when one is missing. */
const FOR_LANGUAGE: Readonly<Record<string, Engine['id']>> = { es: 'apertium-spa', ca: 'apertium-cat' };

/** The recogniser that the server is told, by EMBEDDED_ASR or by its name until the next version; undefined: by neither. */
export function recogniserIn(environment: Readonly<Record<string, string | undefined>>): string | undefined {
  return environment.EMBEDDED_ASR?.trim() || environment.EMBEDDED_RECOGNISER?.trim() || undefined;
}

/**
 * One line on everything that is missing, with the way to get it; undefined when nothing is.
 * @param recogniser EMBEDDED_ASR: where one is named, the server says by itself what it lacks.
 */
export function missingEngines(
  languages: readonly string[],
  { recogniser }: { readonly recogniser?: string | undefined } = {},
  engines: readonly Pick<Engine, 'id' | 'name' | 'packages' | 'find'>[] = ENGINES,
): string | undefined {
  const needed = [...ALWAYS, ...languages.map((language) => FOR_LANGUAGE[language])];
  const isMissing = ({ find }: Pick<Engine, 'find'>) => find() === undefined;
  const isChosenByServer = ['', 'auto'].includes(recogniser?.trim() ?? '');
  const recognisers = engines.filter(({ id }) => RECOGNISERS.includes(id));
  const missing = [
    ...(isChosenByServer && recognisers.every(isMissing) ? recognisers : []),
    ...engines.filter((engine) => needed.includes(engine.id) && isMissing(engine)),
  ];
  if (missing.length === 0) return undefined;
  const packages = [...new Set(missing.flatMap((engine) => engine.packages))];
  const names = missing.map(({ name }) => name).join(', ');
  return `missing: ${names}; npm run setup installs it, or on Debian: apt-get install ${packages.join(' ')}`;
}

/** Why the server cannot recognise the demo's English, in one line; undefined when it can. */
export function whyUnheard({ engine, languages, model, note }: AsrReport): string | undefined {
  if (engine === 'none') return `nothing recognises speech here: ${note}`;
  if (languages.includes('en')) return undefined;
  return `the demo speaks English, and ${model} is set to ${languages.join(', ') || 'no language'} (EMBEDDED_ASR, EMBEDDED_ASR_LANGUAGES)`;
}
