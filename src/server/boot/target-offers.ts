/** What listeners of each target language get: in embedded mode the pipeline is asked, in AWS mode its operator says it. */
import { askedTargetOffers } from '../../integrations/lambda/target-offers.ts';
import type { TranslationOptions } from '../../integrations/lambda/translation-port.ts';
import type { TargetOffer } from '../../protocol/http-messages.ts';
import type { Config } from '../config/config.ts';

/** @param pipeline Where the function is. @param sourceLanguages Offered now: the first of them is what is translated from. */
export function createTargetOffers(
  config: Pick<Config, 'targetLanguages' | 'targetOffers'>,
  pipeline: TranslationOptions,
  sourceLanguages: () => readonly string[],
): () => Promise<readonly TargetOffer[]> {
  const { targetLanguages, targetOffers } = config;
  if (targetOffers !== undefined) return async () => targetOffers;
  const sourceLanguage = () => sourceLanguages()[0] ?? 'en';
  return askedTargetOffers({ ...pipeline, sourceLanguage, targetLanguages });
}
