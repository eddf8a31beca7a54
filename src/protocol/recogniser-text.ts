/** Describes the recogniser in words for people: on a terminal, on the speaker's page, in the demo. */
import type { AsrReport } from './http-messages.ts';

/** Above this number the languages are counted, not named. */
const MAX_NAMED = 4;
const NAMES = new Intl.DisplayNames(['en'], { type: 'language' });

/**
 * Whether the recogniser understands a person well enough for a first try. All recognisers understand synthetic voices.
 * @param engine `asr.engine` of /health; undefined where /health names none: that is Amazon Transcribe, which does.
 */
export function understandsPeople(engine: string | undefined): boolean {
  // Measured on recordings of people: `npm run recognition`.
  return engine !== 'pocketsphinx';
}

/** @returns one line; a second one with the reason where it is not the best recogniser. No full stops at the ends. */
export function recogniserText({ engine, model, languages, note }: Omit<AsrReport, 'maxStreams'>): string[] {
  const notes = note === undefined ? [] : [note];
  if (engine === 'none') return ['Recognition: none, so nobody can speak here', ...notes];
  const named = languages.map((code) => NAMES.of(code) ?? code);
  const known = named.length > MAX_NAMED ? `${named.length} languages` : named.join(', ');
  const line = `Recognition: ${model}, ${known || 'no language that is offered here'}`;
  const warning = understandsPeople(engine) ? '' : '; it gets about one word in three of a person’s speech wrong';
  return [`${line}${warning}`, ...notes];
}
