/** Asks the translation pipeline what it can do for each target language, and remembers the answer. */
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { Compile } from 'typebox/compile';
import { OffersAnswer, type TargetOffer } from '../../protocol/http-messages.ts';
import type { TranslationOptions } from './translation-port.ts';

export interface TargetOffersOptions extends TranslationOptions {
  /** Asked for with each question: it changes with what recognises. */
  readonly sourceLanguage: () => string;
  readonly targetLanguages: readonly string[];
  /** Milliseconds that never go back. */
  readonly now?: () => number;
}

/** Engines are installed and die: an answer is good for so long, ms. */
const KEPT_MS = 60_000;
/** After a question that was not answered, ms. */
const RETRY_MS = 5_000;
/** The first question may have to wait for the function's cold start. */
const TIMEOUT_MS = 3_000;
const ANSWER = Compile(OffersAnswer);

/**
 * @returns what gives the offers, in the order of the languages. The first call waits for the pipeline's answer; later ones give
 * the last answer at once, and ask again behind it when it is old. A pipeline that has never answered offers nothing. Never
 * rejects.
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
    askAgainAt = now() + (answer === undefined ? RETRY_MS : KEPT_MS);
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

/** Of a language that the pipeline said nothing about. */
function offerUnknown(code: string, sourceLanguage: string): TargetOffer['offers'] {
  // The speaker's own words are shown without any pipeline.
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
      { abortSignal: AbortSignal.timeout(TIMEOUT_MS) },
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
