/** Amazon Transcribe: whether this role may open streams, asked of IAM; and with --paid, by opening one. */
import type { CallOutcome } from '../../../integrations/account/call-outcome.ts';
import type { CallerIdentity } from '../../../integrations/account/caller-identity.ts';
import type { Decision } from '../../../integrations/account/simulated-permission.ts';
import type { StreamEnd } from '../../../integrations/account/trial-stream.ts';
import type { TranscribeFailure } from '../../../machines/failures.ts';
import type { Check, Finding } from '../check.ts';
import { toAccount } from './options.ts';
import { unanswered } from './unanswered.ts';

const ACTION = 'transcribe:StartStreamTranscription';
/** One that every region with streams has. */
const LANGUAGE = 'en';
/** A stream has 5 s to open in the server, and then has to end. */
const STREAM_TIMEOUT_MS = 15_000;

export const transcribeCheck: Check = {
  id: 'transcribe',
  claim: 'This role may open streams of Amazon Transcribe, as IAM says.',
  fix: `Allow ${ACTION} on * to the role that runs the server.`,
  needs: ['aws', 'network'],
  run: async ({ config }, signal) => {
    const { askIdentity } = await import('../../../integrations/account/caller-identity.ts');
    const { simulatePermission, toPolicySource } = await import(
      '../../../integrations/account/simulated-permission.ts'
    );
    const account = toAccount(config);
    const identity = await askIdentity(account, signal);
    const arn = identity.ok ? toPolicySource(identity.value.arn) : undefined;
    const decision = arn === undefined ? undefined : await simulatePermission(account, { arn, action: ACTION }, signal);
    return judgePermission(identity, decision);
  },
};

export const transcribeStreamCheck: Check = {
  id: 'transcribe-stream',
  claim: 'A stream of Amazon Transcribe opens, takes silence, and ends as it should.',
  fix: 'Look at the check transcribe, and at AWS_REGION: not every region has streams.',
  needs: ['aws', 'network', 'paid'],
  timeoutMs: STREAM_TIMEOUT_MS,
  run: async ({ config }, signal) => {
    const { openTrialStream } = await import('../../../integrations/account/trial-stream.ts');
    return judgeStream(await openTrialStream(toAccount(config), LANGUAGE, signal));
  },
};

/** @param decision undefined where nobody was asked: these credentials have no policies of their own. */
export function judgePermission(
  identity: CallOutcome<CallerIdentity>,
  decision: CallOutcome<Decision> | undefined,
): Finding {
  if (!identity.ok) {
    return unanswered(identity.problem, { permission: 'sts:GetCallerIdentity', resource: '*', isNeeded: false });
  }
  const fix = 'Try it with --only transcribe-stream --paid, which costs 15 s of Amazon Transcribe.';
  const { arn } = identity.value;
  if (decision === undefined) {
    return { verdict: 'warned', said: `IAM simulates the policies of users and roles, and this is ${arn}`, fix };
  }
  if (decision.ok) {
    if (decision.value === 'allowed') return { verdict: 'passed', said: `${ACTION} is allowed` };
    if (decision.value === 'unclear') {
      const said = `${ACTION} depends on conditions of the policies that IAM cannot simulate, such as the network`;
      return { verdict: 'warned', said, fix };
    }
    const why = decision.value === 'explicitDeny' ? 'a policy forbids it' : 'no policy allows it';
    return { verdict: 'failed', said: `${ACTION} is not allowed: ${why}` };
  }
  const { problem } = decision;
  if (problem.kind === 'notFound')
    return { verdict: 'warned', said: `IAM does not find the role of ${arn}; it may have a path`, fix };
  return unanswered(problem, { permission: 'iam:SimulatePrincipalPolicy', resource: arn, isNeeded: false });
}

const STREAM_FIXES: Partial<Readonly<Record<TranscribeFailure, string>>> = {
  accessDenied: transcribeCheck.fix,
  signature: 'Compare the secret key, and the clock (check clock).',
  throttled: 'All streams of the account are in use, or its quota is 0: ask Service Quotas for more.',
  connectionLost:
    'Let this machine reach Amazon Transcribe on port 443, with HTTP/2; a proxy that inspects TLS breaks it.',
};

export function judgeStream(end: StreamEnd): Finding {
  if (end.clean) return { verdict: 'passed', said: 'it opened, and ended as it should' };
  const fix = STREAM_FIXES[end.failure];
  return { verdict: 'failed', said: `${end.failure}: ${end.detail}`, ...(fix === undefined ? {} : { fix }) };
}
