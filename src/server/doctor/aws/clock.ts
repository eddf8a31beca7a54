/** This machine's clock, against AWS's. */
import type { CallOutcome } from '../../../integrations/account/call-outcome.ts';
import type { ClockSeen } from '../../../integrations/account/service-clock.ts';
import type { Check, Finding } from '../check.ts';
import { toAccount } from './options.ts';

/** AWS refuses signatures that are 5 minutes off; tokens are refused sooner. */
const FAIL_MS = 240_000;
const WARN_MS = 30_000;

export const clockCheck: Check = {
  id: 'clock',
  claim: 'The clock agrees with AWS’s: signatures that are 5 minutes off are refused.',
  fix: 'Set the clock and keep it right: timedatectl set-ntp true, or chrony with 169.254.169.123 on EC2.',
  needs: ['aws', 'network'],
  run: async ({ config }, signal) => {
    const { askClock } = await import('../../../integrations/account/service-clock.ts');
    return judgeClock(await askClock(toAccount(config), signal));
  },
};

export function judgeClock(seen: CallOutcome<ClockSeen>): Finding {
  if (!seen.ok) {
    const fix = 'Let this machine reach DynamoDB (route, VPC endpoint, AWS_ENDPOINT_URL): its answers have the time.';
    return { verdict: 'failed', said: `no answer: ${seen.problem.said}`, fix };
  }
  const { aheadMs } = seen.value;
  const off = Math.abs(aheadMs);
  // The answer's date has no parts of a second.
  if (off < 2_000) return { verdict: 'passed', said: 'right to a second or two' };
  const said = `${Math.round(off / 1_000)} s ${aheadMs > 0 ? 'ahead' : 'behind'}`;
  if (off >= FAIL_MS) return { verdict: 'failed', said: `${said}: AWS refuses signatures that are 300 s off` };
  return { verdict: off >= WARN_MS ? 'warned' : 'passed', said };
}
