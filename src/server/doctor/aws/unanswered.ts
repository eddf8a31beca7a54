/** The finding for a question to AWS that was not answered: by what stopped it, and by whether the server needs the answer. */
import type { AwsProblem, ProblemKind } from '../../../integrations/account/call-outcome.ts';
import type { Finding } from '../check.ts';

export interface Question {
  /** The permission that the question needs, such as dynamodb:DescribeTable. */
  readonly permission: string;
  /** On what: an ARN, a name, or *. */
  readonly resource: string;
  /** The server makes this call itself; otherwise only the doctor does, and no answer is a warning. */
  readonly isNeeded: boolean;
}

const WITHOUT_CREDENTIALS: readonly ProblemKind[] = ['noCredentials', 'expired', 'unknownKey', 'signature'];

export function unanswered({ kind, said }: AwsProblem, { permission, resource, isNeeded }: Question): Finding {
  if (WITHOUT_CREDENTIALS.includes(kind)) {
    return { verdict: 'failed', said: `no usable credentials: ${said}`, fix: 'Mend the check credentials first.' };
  }
  if (kind === 'unsupported') {
    return isNeeded
      ? {
          verdict: 'failed',
          said: `this is not AWS: ${said}`,
          fix: 'Look at what answers there: AWS_ENDPOINT_URL, or a proxy.',
        }
      : { verdict: 'skipped', said: `this endpoint cannot say it (${said})` };
  }
  if (kind === 'throttled') {
    return {
      verdict: 'warned',
      said: `AWS has refused to answer so many questions: ${said}`,
      fix: 'Run the doctor again in a minute.',
    };
  }
  const verdict = isNeeded ? 'failed' : 'warned';
  if (kind === 'denied') {
    const why = isNeeded ? 'the server needs it' : 'only the doctor needs it';
    return { verdict, said: `not allowed: ${said}`, fix: `Allow ${permission} on ${resource} (${why}).` };
  }
  if (kind === 'unreachable') {
    const why = isNeeded ? '' : ', if you want to know: the server itself does not ask this';
    return {
      verdict,
      said: `no answer: ${said}`,
      fix: `Let this machine reach the service (route, VPC endpoint, AWS_ENDPOINT_URL)${why}.`,
    };
  }
  return { verdict, said, fix: `Look at what AWS says about ${permission} on ${resource}.` };
}
