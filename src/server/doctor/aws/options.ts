/** How the doctor's clients find AWS: the region of the configuration; all else is the SDK's own choice, as in the server. */
import type { AccountOptions } from '../../../integrations/account/client-options.ts';
import type { Config } from '../../config/config.ts';

export function toAccount({ aws }: Pick<Config, 'aws'>): AccountOptions {
  // AWS mode does not start without a region.
  return { region: aws.region ?? '' };
}
