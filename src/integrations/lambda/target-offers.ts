/** Asks the translation pipeline what it offers for each target language, and caches the answer. */
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { Compile } from 'typebox/schema';
import { OffersAnswer, type TargetOffer } from '../../protocol/http-messages.ts';
import type { TranslationOptions } from './sdk-invoke.ts';

export interface TargetOffersOptions extends TranslationOptions {
  /** Called before each question: the language changes with the recogniser. */
  readonly sourceLanguage: () => string;
  readonly targetLanguages: readonly string[];
  /** Monotonic milliseconds. */
  readonly now?: () => number;
}

/** In milliseconds. */
export const OFFERS_QUESTION = {
  /** How long an answer is cached: engines are installed and fail. */
  keptMs: 60_000,
  /** Pause after a question that was not answered. */
  retryMs: 5_000,
  /** Limit for one question: the first one may have to wait for the function's cold start. */
  timeoutMs: 3_000,
} as const;
const ANSWER = Compile(OffersAnswer);

/**
 * @returns a function that gives the offers, in the order of the languages. Its first call waits for the pipeline's
 * answer; later ones return the last answer at once, and ask again in the background when it is old. A pipeline that
 * has never answered offers nothing. Never rejects.
 */
export function askedTargetOffers(options: TargetOffersOptions): () => Promise<readonly TargetOffer[]> {
  const { sourceLanguage, targetLanguages, now = () => performance.now() } = options;
  let known: readonly TargetOffer[] | undefined;
  let asking: Promise<void> | undefined;
  let isFirst = true;
  let askAgainAt = Number.NEGATIVE_INFINITY;
  const refresh = async () => {
    const answer = await ask(options);
    known = answer ?? known;
    askAgainAt = now() + (answer === undefined ? OFFERS_QUESTION.retryMs : OFFERS_QUESTION.keptMs);
    asking = undefined;
    isFirst = false;
  };
  return async () => {
    if (now() >= askAgainAt) asking ??= refresh();
    if (isFirst) await asking;
    const offers = new Map(known?.map(({ code, offers: offer }) => [code, offer]));
    return targetLanguages.map((code) => ({ code, offers: offers.get(code) ?? offerUnknown(code, sourceLanguage()) }));
  };
}

/** The offer for a language that the pipeline did not mention. */
function offerUnknown(code: string, sourceLanguage: string): TargetOffer['offers'] {
  // In the speaker's language the transcript itself is the caption.
  return code === sourceLanguage ? 'captions' : 'none';
}

async function ask({
  functionName,
  sourceLanguage,
  targetLanguages,
  now: _,
  ...service
}: TargetOffersOptions): Promise<readonly TargetOffer[] | undefined> {
  const client = new LambdaClient({ ...service, maxAttempts: 1 });
  const question = { describe: 'targets', sourceLanguage: sourceLanguage(), targetLanguages };
  try {
    const { FunctionError, Payload } = await client.send(
      new InvokeCommand({ FunctionName: functionName, Payload: Buffer.from(JSON.stringify(question)) }),
      { abortSignal: AbortSignal.timeout(OFFERS_QUESTION.timeoutMs) },
    );
    if (FunctionError !== undefined || Payload === undefined) return undefined;
    const answer: unknown = JSON.parse(Buffer.from(Payload).toString());
    return ANSWER.Check(answer) ? answer.targets : undefined;
  } catch {
    return undefined;
  } finally {
    client.destroy();
  }
}
