/** What recognises speech, in words for people: on a terminal, on the page to speak, in the demo. */
import type { AsrReport } from './http-messages.ts';

/** More than these are counted instead of named. */
const MAX_NAMED = 4;
const NAMES = new Intl.DisplayNames(['en'], { type: 'language' });

/**
 * Whether a person who speaks to it makes a good first impression. Synthetic voices all recognisers understand.
 * @param engine `asr.engine` of /health; undefined where it names none: Amazon Transcribe understands people.
 */
export function understandsPeople(engine: string | undefined): boolean {
  // Measured on recordings of people: `npm run recognition`.
  return engine !== 'pocketsphinx';
}

/** @returns the line, and behind it the reason where it is not the best recogniser there is. No full stops at the ends. */
export function recogniserText({ engine, model, languages, note }: Omit<AsrReport, 'maxStreams'>): string[] {
  const notes = note === undefined ? [] : [note];
  if (engine === 'none') return ['Recognition: none, so nobody can speak here', ...notes];
  const named = languages.map((code) => NAMES.of(code) ?? code);
  const known = named.length > MAX_NAMED ? `${named.length} languages` : named.join(', ');
  const line = `Recognition: ${model}, ${known || 'no language that is offered here'}`;
  const warning = understandsPeople(engine) ? '' : '; it gets about one word in three of a person’s speech wrong';
  return [`${line}${warning}`, ...notes];
}
