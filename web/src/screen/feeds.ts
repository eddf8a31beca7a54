/** Which listeners a screen needs for its languages, and what one line says of them all. Pure. */
import { ORIGINAL } from './screen-settings.ts';

/** One listener of the session. */
export interface FeedPlan {
  /** Undefined: the language does not matter, because only the speaker's own words are shown. */
  readonly language: string | undefined;
  /** It brings the speaker's own words too. */
  readonly bringsOriginal: boolean;
}

/** @param languages as in the screen's settings. */
export function planFeeds(languages: readonly string[]): readonly FeedPlan[] {
  const wantsOriginal = languages.includes(ORIGINAL);
  const translations = languages.filter((language) => language !== ORIGINAL);
  if (translations.length === 0) return [{ language: undefined, bringsOriginal: true }];
  return translations.map((language, i) => ({ language, bringsOriginal: wantsOriginal && i === 0 }));
}

/**
 * The language in which to listen for the speaker's own words alone: if possible the speaker's, so that nothing has to be
 * translated for the screen.
 */
export function languageForOriginal(sourceLanguage: string, offered: readonly string[]): string {
  return offered.includes(sourceLanguage) ? sourceLanguage : (offered[0] ?? sourceLanguage);
}

/** A listener's state, of which the most important is told for all. */
export type FeedState = 'joining' | 'open' | 'reconnecting' | 'noSession' | 'over' | 'full' | 'noLanguage' | 'refused';

/** Most important first: what is wrong for all listeners before what is wrong for one. */
const ORDER: readonly FeedState[] = [
  ...(['over', 'noSession', 'full', 'refused', 'noLanguage', 'reconnecting', 'joining', 'open'] as const),
];

export function stateOfAll(states: readonly FeedState[]): FeedState {
  return ORDER.find((state) => states.includes(state)) ?? 'joining';
}
