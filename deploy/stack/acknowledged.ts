/** What cdk-nag's rules for AWS solutions find and what stays as it is, each with its reason. Everything else is mended. */
import { type Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { DeployOptions } from './options.ts';

export interface Acknowledged {
  /** Path below the stack. */
  readonly at: string;
  /** As cdk-nag reports it. */
  readonly id: string;
  readonly reason: string;
  /** Where the finding is: by default in every variant. */
  readonly when?: (options: DeployOptions) => boolean;
}

const rule = (id: string) => `AwsSolutions::AwsSolutions-${id}`;
const ANY_RESOURCE = rule('IAM5[Resource::*]');

export const ACKNOWLEDGED: readonly Acknowledged[] = [
  {
    at: 'Pipeline/DeliveryKey',
    id: rule('SMG4'),
    reason:
      'The server takes one key, so both sides must change at the same moment: README.md says how. A schedule would part them.',
  },
  {
    at: 'Pipeline/Role',
    id: ANY_RESOURCE,
    reason: 'translate:TranslateText and polly:SynthesizeSpeech take no resource.',
  },
  {
    at: 'Server/Definition/TaskRole',
    id: ANY_RESOURCE,
    reason:
      'transcribe:StartStreamTranscription takes no resource; neither does cloudwatch:PutMetricData, which is held to its namespace.',
  },
  {
    at: 'Server/Definition/ExecutionRole',
    id: ANY_RESOURCE,
    reason: 'ecr:GetAuthorizationToken takes no resource. The image’s repository is named.',
  },
  {
    at: 'OperatorPolicy',
    id: ANY_RESOURCE,
    reason:
      'sts:GetCallerIdentity, transcribe:StartStreamTranscription and servicequotas:ListServiceQuotas take no resource; iam:SimulatePrincipalPolicy is asked about whoever runs the doctor.',
  },
  {
    at: 'Server/Definition',
    id: rule('ECS2'),
    reason: 'None of the variables is a secret. The delivery key comes from Secrets Manager.',
  },
  {
    at: 'Front/Cluster',
    id: rule('ECS4'),
    reason:
      'The server’s own metrics have its CPU, memory and event loop, and the load balancer its health. Container Insights would be paid for as well.',
  },
  {
    at: 'Front/PublicAccess',
    id: rule('EC23'),
    reason:
      'Speakers and listeners come from everywhere, by TLS on one port. The server is reached through this group alone.',
  },
  {
    at: 'Front',
    id: rule('ELB2'),
    reason:
      'An ALB’s log has the whole URL, and clients may send their tokens there. The server logs connections without them, behind the NLB with the address that it counts by.',
  },
  {
    at: 'Identity/Speakers',
    id: rule('COG2'),
    when: ({ identity }) => identity === 'cognito',
    reason: 'A second factor is offered. To ask everybody for it is the operator’s choice: programs speak too.',
  },
  {
    at: 'Identity/Speakers',
    id: rule('COG8'),
    when: ({ identity }) => identity === 'cognito',
    reason: 'The plan Plus, with its protection against threats, costs by user. Nobody can sign up by themselves.',
  },
];

/** @throws Error for a path that is not there: such an entry would acknowledge nothing. */
export function acknowledgeFindings(stack: Stack, options: DeployOptions): void {
  for (const { at, id, reason, when } of ACKNOWLEDGED) {
    if (when !== undefined && !when(options)) continue;
    const found = at.split('/').reduce<IConstruct>((parent, name) => parent.node.findChild(name), stack);
    Validations.of(found).acknowledge({ id, reason });
  }
}
