/** The credentials: there, valid, and of the account that is meant. */
import type { CallOutcome, ProblemKind } from '../../../integrations/account/call-outcome.ts';
import type { CallerIdentity } from '../../../integrations/account/caller-identity.ts';
import type { Check, Finding } from '../check.ts';
import { toAccount } from './options.ts';
import { unanswered } from './unanswered.ts';

/** Variable of the AWS SDK: the account that is meant. */
const ACCOUNT_VARIABLE = 'AWS_ACCOUNT_ID';

export const credentialsCheck: Check = {
  id: 'credentials',
  claim: 'There are AWS credentials, they are valid, and they are of the right account.',
  fix: 'Give the task or instance a role, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE.',
  needs: ['aws', 'network'],
  run: async ({ config, environment }, signal) => {
    const { askIdentity } = await import('../../../integrations/account/caller-identity.ts');
    const identity = await askIdentity(toAccount(config), signal);
    return judgeIdentity(identity, {
      account: environment[ACCOUNT_VARIABLE]?.trim(),
      functionName: config.aws.functionName,
    });
  },
};

const SEEN: Partial<Readonly<Record<ProblemKind, readonly [said: string, fix: string]>>> = {
  noCredentials: ['no credentials were found', credentialsCheck.fix],
  expired: [
    'the credentials have expired',
    'Renew them (aws sso login, or new session keys), or use a role, which AWS renews.',
  ],
  unknownKey: [
    'AWS does not know this access key',
    'Make a new key, and set both of its parts; a deleted or disabled key looks like this.',
  ],
  signature: [
    'AWS does not accept the signature',
    'Compare AWS_SECRET_ACCESS_KEY with the key that it belongs to, and the clock (check clock).',
  ],
};

export interface ExpectedAccount {
  /** AWS_ACCOUNT_ID; undefined or empty: any. */
  readonly account: string | undefined;
  /** Name or ARN of the pipeline's function. */
  readonly functionName: string;
}

export function judgeIdentity(identity: CallOutcome<CallerIdentity>, expected: ExpectedAccount): Finding {
  if (!identity.ok) {
    const { problem } = identity;
    const seen = SEEN[problem.kind];
    if (seen !== undefined) return { verdict: 'failed', said: `${seen[0]} (${problem.said})`, fix: seen[1] };
    // A network may let the server reach what it needs, and STS not.
    return unanswered(problem, { permission: 'sts:GetCallerIdentity', resource: '*', isNeeded: false });
  }
  const { account, arn } = identity.value;
  if (expected.account && expected.account !== account) {
    return {
      verdict: 'failed',
      said: `these are credentials of account ${account} (${arn}), and ${ACCOUNT_VARIABLE} is ${expected.account}`,
      fix: `Use credentials of account ${expected.account}, or correct ${ACCOUNT_VARIABLE}.`,
    };
  }
  const [, functionAccount = account] = /^arn:[^:]+:lambda:[^:]*:(\d+):/.exec(expected.functionName) ?? [];
  if (functionAccount !== account) {
    return {
      verdict: 'warned',
      said: `these are credentials of account ${account}, and the pipeline’s function is in account ${functionAccount}`,
      fix: 'Use credentials of the function’s account, or let its resource policy name this account.',
    };
  }
  if (arn.endsWith(':root')) {
    return {
      verdict: 'warned',
      said: `the root user of account ${account}`,
      fix: 'Use a role with only what the server needs.',
    };
  }
  return { verdict: 'passed', said: `account ${account}, ${arn}` };
}
