/** Whether a role or user may do something, as IAM's policy simulator says: nothing is done. */
import { type EvaluationResult, IAMClient, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import { type CallOutcome, settle } from './call-outcome.ts';
import { type AccountOptions, clientOptions } from './client-options.ts';

/**
 * By IAM's words: allowed, implicitDeny (no policy allows it), explicitDeny (a policy forbids it). `unclear`: IAM says no, but
 * the policies ask for something of a real request that the simulation does not have, such as its VPC endpoint.
 */
export type Decision = 'allowed' | 'implicitDeny' | 'explicitDeny' | 'unclear';

/**
 * @param arn of a user or role: see toPolicySource. @param action Such as transcribe:StartStreamTranscription, on every resource.
 * Never rejects.
 */
export async function simulatePermission(
  options: AccountOptions,
  { arn, action }: { readonly arn: string; readonly action: string },
  signal: AbortSignal,
): Promise<CallOutcome<Decision>> {
  const client = new IAMClient(clientOptions(options));
  const command = new SimulatePrincipalPolicyCommand({
    PolicySourceArn: arn,
    ActionNames: [action],
    ResourceArns: ['*'],
    // With the region, because policies often allow some regions only.
    ContextEntries: [
      { ContextKeyName: 'aws:RequestedRegion', ContextKeyType: 'string', ContextKeyValues: [options.region] },
    ],
  });
  try {
    return await settle(
      client
        .send(command, { abortSignal: signal })
        .then(({ EvaluationResults = [] }) => toDecision(EvaluationResults[0])),
    );
  } finally {
    client.destroy();
  }
}

function toDecision({ EvalDecision, MissingContextValues = [] }: Partial<EvaluationResult> = {}): Decision {
  if (EvalDecision === 'allowed') return 'allowed';
  if (MissingContextValues.length > 0) return 'unclear';
  return EvalDecision === 'explicitDeny' ? 'explicitDeny' : 'implicitDeny';
}

/**
 * The ARN whose policies are simulated: of an assumed role's session, the role's. Its path is not in the session's ARN, so
 * that a role with a path is not found.
 * @returns undefined for the root user and for federated users, who have no policies of their own.
 */
export function toPolicySource(arn: string): string | undefined {
  const session = /^arn:([^:]+):sts::(\d+):assumed-role\/([^/]+)\//.exec(arn);
  if (session !== null) return `arn:${session[1]}:iam::${session[2]}:role/${session[3]}`;
  return /^arn:[^:]+:iam::\d+:(user|role)\//.test(arn) ? arn : undefined;
}
