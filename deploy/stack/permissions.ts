/**
 * What each program may do on AWS: exactly the actions that its code uses. A test finds these in the code, program by
 * program, and compares both ways.
 */
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';

export interface Permission {
  readonly actions: readonly string[];
  /** Names of places below, or `*` where the action takes no resource. */
  readonly on: readonly (Place | '*')[];
}

/** ARNs that the template makes. */
export interface Places {
  readonly sessions: string;
  readonly connections: string;
  readonly index: string;
  readonly pipeline: string;
  readonly deliverySecret: string;
}
export type Place = keyof Places;

/** `doctor` is for the people who run `rostrum doctor`, not for the server. */
export const PERMISSIONS = {
  server: [
    { actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'], on: ['sessions'] },
    { actions: ['dynamodb:UpdateItem', 'dynamodb:DeleteItem'], on: ['connections'] },
    { actions: ['dynamodb:Query'], on: ['index'] },
    { actions: ['lambda:InvokeFunction'], on: ['pipeline'] },
    { actions: ['transcribe:StartStreamTranscription'], on: ['*'] },
  ],
  pipeline: [
    { actions: ['dynamodb:Query'], on: ['index'] },
    { actions: ['dynamodb:DeleteItem'], on: ['connections'] },
    { actions: ['secretsmanager:GetSecretValue'], on: ['deliverySecret'] },
    { actions: ['translate:TranslateText'], on: ['*'] },
    { actions: ['polly:SynthesizeSpeech'], on: ['*'] },
  ],
  doctor: [
    { actions: ['sts:GetCallerIdentity'], on: ['*'] },
    {
      actions: ['dynamodb:DescribeTable', 'dynamodb:DescribeTimeToLive', 'dynamodb:DescribeContinuousBackups'],
      on: ['sessions', 'connections'],
    },
    // A row that is not there, as the server asks for it when it starts.
    { actions: ['dynamodb:GetItem'], on: ['sessions'] },
    { actions: ['dynamodb:Query'], on: ['index'] },
    // A dry run; the permission is the same.
    { actions: ['lambda:InvokeFunction'], on: ['pipeline'] },
    // With --paid.
    { actions: ['transcribe:StartStreamTranscription'], on: ['*'] },
    // Of whoever runs it, who is not known here. It changes nothing.
    { actions: ['iam:SimulatePrincipalPolicy'], on: ['*'] },
    { actions: ['servicequotas:ListServiceQuotas'], on: ['*'] },
  ],
} as const satisfies Readonly<Record<string, readonly Permission[]>>;

export type Program = keyof typeof PERMISSIONS;

export function statementsFor(program: Program, places: Places): PolicyStatement[] {
  return (PERMISSIONS[program] as readonly Permission[]).map(
    ({ actions, on }) =>
      new PolicyStatement({
        actions: [...actions],
        resources: on.map((place) => (place === '*' ? '*' : places[place])),
      }),
  );
}
