/** What listeners of each target language get: asked of the pipeline in embedded mode, configured in AWS mode. */

import type { TranslationOptions } from '../../integrations/lambda/sdk-invoke.ts';
import { askedTargetOffers } from '../../integrations/lambda/target-offers.ts';
import type { TargetOffer } from '../../protocol/http-messages.ts';
import type { Config } from '../config/config.ts';

/**
 * @param pipeline The address and name of the function. @param sourceLanguages Offered now; the pipeline is asked about
 * translation from the first one.
 */
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
