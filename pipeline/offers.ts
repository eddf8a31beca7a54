/** Answers what the function can do for listeners of each language. The server asks this before there are transcripts. */
import type { Speaker } from './engines/speaker.ts';
import type { Translator } from './engines/translator.ts';
import { baseLanguage } from './language-code.ts';

/** Spoken translation, translated text, or neither. With `none` listeners get the source text. */
export type Offer = 'speech' | 'captions' | 'none';

export interface TargetOffer {
  readonly code: string;
  readonly offers: Offer;
}

/** The invocation payload of the question. */
export interface OffersQuestion {
  readonly describe: 'targets';
  readonly sourceLanguage: string;
  /** At most 64. */
  readonly targetLanguages: readonly string[];
}

export interface OffersAnswer {
  readonly targets: readonly TargetOffer[];
}

const MAX_LANGUAGES = 64;

/** Whether a payload is this question and not a transcript. */
export function isOffersQuestion(event: unknown): boolean {
  return typeof event === 'object' && event !== null && 'describe' in event && event.describe === 'targets';
}

/** Rejects with a line that says what is wrong with the question. An engine that fails to answer counts as having no voice. */
export async function describeOffers(
  event: unknown,
  engines: { readonly translator: Pick<Translator, 'canTranslate'>; readonly speaker: Pick<Speaker, 'hasVoice'> },
): Promise<OffersAnswer> {
  const { sourceLanguage: source, targetLanguages } = event as Partial<OffersQuestion>;
  if (typeof source !== 'string') throw new Error('Bad payload: sourceLanguage must be a string');
  const isList = Array.isArray(targetLanguages) && targetLanguages.every((code) => typeof code === 'string');
  if (!isList || targetLanguages.length > MAX_LANGUAGES) {
    throw new Error(`Bad payload: targetLanguages must be a list of at most ${MAX_LANGUAGES} language codes`);
  }
  const toOffer = async (target: string): Promise<Offer> => {
    const isUnderstood =
      baseLanguage(source) === baseLanguage(target) || engines.translator.canTranslate({ source, target });
    if (!isUnderstood) return 'none';
    return (await engines.speaker.hasVoice(target).catch(() => false)) ? 'speech' : 'captions';
  };
  const targets = targetLanguages.map(async (code) => ({ code, offers: await toOffer(code) }));
  return { targets: await Promise.all(targets) };
}
