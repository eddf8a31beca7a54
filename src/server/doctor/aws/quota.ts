/** The account's quotas of transcription streams, against the server's own limits. */
import type { CallOutcome } from '../../../integrations/account/call-outcome.ts';
import type { StreamQuotasSeen } from '../../../integrations/account/stream-quotas.ts';
import type { Check, Finding } from '../check.ts';
import { toAccount } from './options.ts';
import { unanswered } from './unanswered.ts';

export const quotaCheck: Check = {
  id: 'quota',
  claim: 'The account may open as many transcription streams as the server would.',
  fix: 'Ask for a higher quota (Service Quotas, Amazon Transcribe), or lower the setting.',
  needs: ['aws', 'network'],
  run: async ({ config }, signal) => {
    const { askStreamQuotas } = await import('../../../integrations/account/stream-quotas.ts');
    const { maxStreams, openingsPerSecond } = config.session;
    return judgeQuotas(await askStreamQuotas(toAccount(config), signal), { maxStreams, openingsPerSecond });
  },
};

export function judgeQuotas(
  seen: CallOutcome<StreamQuotasSeen>,
  { maxStreams, openingsPerSecond }: { readonly maxStreams: number; readonly openingsPerSecond: number },
): Finding {
  if (!seen.ok) {
    return unanswered(seen.problem, { permission: 'servicequotas:ListServiceQuotas', resource: '*', isNeeded: false });
  }
  const { streams, openings } = seen.value;
  if (streams === undefined) {
    return {
      verdict: 'warned',
      said: 'Service Quotas names no quota of concurrent HTTP/2 streams',
      fix: `Compare TRANSCRIBE_MAX_STREAMS (${maxStreams}) with the quota in the console.`,
    };
  }
  const said = `quota ${streams}, TRANSCRIBE_MAX_STREAMS ${maxStreams}`;
  if (maxStreams > streams) return { verdict: 'failed', said: `${said}: Amazon Transcribe would refuse speakers` };
  if (openings !== undefined && openingsPerSecond > openings) {
    return {
      verdict: 'warned',
      said: `quota ${openings} openings in a second, TRANSCRIBE_OPENINGS_PER_SECOND ${openingsPerSecond}: some would be refused and tried again`,
    };
  }
  return { verdict: 'passed', said };
}
