/** Reports before the start which speech engines are missing for the wanted languages. */
import { ENGINES, type Engine } from '../../scripts/engines.mjs';
import type { AsrReport } from '../../src/protocol/http-messages.ts';

/** One of these recognisers is enough. */
const RECOGNISERS: readonly Engine['id'][] = ['moonshine', 'pocketsphinx'];
const ALWAYS: readonly Engine['id'][] = ['espeak-ng'];
/** Setup does not install the engines of other languages; the pipeline reports if one is missing. */
const FOR_LANGUAGE: Readonly<Record<string, Engine['id']>> = { es: 'apertium-spa', ca: 'apertium-cat' };

/** The recogniser set by EMBEDDED_ASR or by its old name, accepted until the next version; undefined if neither is set. */
export function recogniserIn(environment: Readonly<Record<string, string | undefined>>): string | undefined {
  return environment.EMBEDDED_ASR?.trim() || environment.EMBEDDED_RECOGNISER?.trim() || undefined;
}

/**
 * One line: what is missing and how to install it; undefined if nothing is missing.
 * @param recogniser EMBEDDED_ASR: if it names a recogniser, the server itself reports what is missing.
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

/** One line: why the server cannot recognise the demo's English; undefined if it can. */
export function whyUnheard({ engine, languages, model, note }: AsrReport): string | undefined {
  if (engine === 'none') return `nothing recognises speech here: ${note}`;
  if (languages.includes('en')) return undefined;
  return `the demo speaks English, and ${model} is set to ${languages.join(', ') || 'no language'} (EMBEDDED_ASR, EMBEDDED_ASR_LANGUAGES)`;
}
