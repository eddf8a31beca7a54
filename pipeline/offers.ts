/** What the function can do for listeners of each language, for whoever asks before there is anything to say. */
import type { Speaker } from './engines/speaker.ts';
import type { Translator } from './engines/translator.ts';
import { baseLanguage } from './language-code.ts';

/** Spoken translation, translated text, or neither: then listeners get the source text. */
export type Offer = 'speech' | 'captions' | 'none';

export interface TargetOffer {
  readonly code: string;
  readonly offers: Offer;
}

/** The invocation payload that asks. */
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

/** Whether a payload asks what there is, rather than bringing a transcript. */
export function isOffersQuestion(event: unknown): boolean {
  return typeof event === 'object' && event !== null && 'describe' in event && event.describe === 'targets';
}

/** Rejects with a line that names what is wrong with the question. An engine that cannot say has no voice. */
export async function offersOf(
  event: unknown,
  engines: { readonly translator: Pick<Translator, 'canTranslate'>; readonly speaker: Pick<Speaker, 'hasVoice'> },
): Promise<OffersAnswer> {
  const { sourceLanguage: source, targetLanguages } = event as Partial<OffersQuestion>;
  if (typeof source !== 'string') throw new Error('Bad payload: sourceLanguage must be a string');
  const isList = Array.isArray(targetLanguages) && targetLanguages.every((code) => typeof code === 'string');
  if (!isList || targetLanguages.length > MAX_LANGUAGES) {
    throw new Error(`Bad payload: targetLanguages must be a list of at most ${MAX_LANGUAGES} language codes`);
  }
  const offerOf = async (target: string): Promise<Offer> => {
    const isUnderstood =
      baseLanguage(source) === baseLanguage(target) || engines.translator.canTranslate({ source, target });
    if (!isUnderstood) return 'none';
    return (await engines.speaker.hasVoice(target).catch(() => false)) ? 'speech' : 'captions';
  };
  const targets = targetLanguages.map(async (code) => ({ code, offers: await offerOf(code) }));
  return { targets: await Promise.all(targets) };
}
