/** The region: Amazon Transcribe has streams in some regions only. */
import type { Check, Finding } from '../check.ts';

const VARIABLES = ['AWS_ENDPOINT_URL_TRANSCRIBE_STREAMING', 'AWS_ENDPOINT_URL'];

export const regionCheck: Check = {
  id: 'region',
  claim: 'AWS_REGION is a region in which Amazon Transcribe has streams.',
  fix: 'Set AWS_REGION to a region of the list “Amazon Transcribe endpoints and quotas”, or let this machine resolve AWS’s names.',
  needs: ['aws', 'network'],
  run: async ({ config, environment }) => {
    const variable = VARIABLES.find((name) => (environment[name] ?? '').trim() !== '');
    if (variable !== undefined) return { verdict: 'skipped', said: `the address is given (${variable})` };
    const { findAddress, streamingHost } = await import('../../../integrations/account/region-address.ts');
    const region = config.aws.region ?? '';
    const host = streamingHost(region);
    return judgeRegion(region, host, await findAddress(host));
  },
};

/** @param problem The resolver's error code; undefined when the name has an address. */
export function judgeRegion(region: string, host: string, problem: string | undefined): Finding {
  return problem === undefined
    ? { verdict: 'passed', said: `${region}: ${host}` }
    : { verdict: 'failed', said: `${region}: ${host} has no address (${problem})` };
}
