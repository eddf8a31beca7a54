/** Asks the translation pipeline what it can do for each target language, and remembers the answer. */
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { Compile } from 'typebox/compile';
import { OffersAnswer, type TargetOffer } from '../../protocol/http-messages.ts';
import type { TranslationOptions } from './translation-port.ts';

export interface TargetOffersOptions extends TranslationOptions {
  readonly sourceLanguage: string;
  readonly targetLanguages: readonly string[];
}

/** The first question may have to wait for the function's cold start. */
const TIMEOUT_MS = 3_000;
const ANSWER = Compile(OffersAnswer);

/**
 * @returns what gives the offers, in the order of the languages. It asks when it is first called, and again until there is an
 * answer; a pipeline that does not answer offers nothing. Never rejects.
 */
export function askedTargetOffers(options: TargetOffersOptions): () => Promise<readonly TargetOffer[]> {
  const { sourceLanguage, targetLanguages } = options;
  let asking: Promise<readonly TargetOffer[] | undefined> | undefined;
  return async () => {
    asking ??= ask(options);
    const known = await asking;
    if (known === undefined) asking = undefined;
    const offers = new Map(known?.map(({ code, offers: offer }) => [code, offer]));
    return targetLanguages.map((code) => ({ code, offers: offers.get(code) ?? offerUnknown(code, sourceLanguage) }));
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
  ...service
}: TargetOffersOptions): Promise<readonly TargetOffer[] | undefined> {
  const client = new LambdaClient({ ...service, maxAttempts: 1 });
  const question = { describe: 'targets', sourceLanguage, targetLanguages };
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
