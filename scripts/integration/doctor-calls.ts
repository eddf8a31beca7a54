/** The doctor's calls to AWS, the issuer and the collector, and the checks that make them. Its calls through the public address are a client's. */
import { CHECK_TIMEOUT_MS } from '../../src/server/doctor/check.ts';
import { CHECKS } from '../../src/server/doctor/checks.ts';
import { NO_PERMISSION, type Permission, RESOURCES } from './outgoing-call.ts';
import { SERVER_CALLS } from './server-calls.ts';
import { ms, table } from './words.ts';

export interface DoctorCall {
  readonly service: string;
  readonly operation: string;
  /** As in OutgoingCall. */
  readonly file: string;
  readonly by: string;
  /** Ids of the checks. */
  readonly checks: readonly string[];
  readonly permissions: readonly Permission[];
}

const ACCOUNT = 'src/integrations/account';
const BOTH_TABLES = 'both tables';

export const DOCTOR_CALLS: readonly DoctorCall[] = [
  {
    service: 'AWS STS',
    operation: 'GetCallerIdentity',
    file: `${ACCOUNT}/caller-identity.ts`,
    by: 'GetCallerIdentityCommand',
    checks: ['credentials'],
    permissions: [{ action: 'sts:GetCallerIdentity', resource: RESOURCES.any }],
  },
  {
    service: 'Amazon DynamoDB',
    operation: 'HEAD, unsigned, for its date',
    file: `${ACCOUNT}/service-clock.ts`,
    by: 'fetch(',
    checks: ['clock'],
    permissions: NO_PERMISSION,
  },
  {
    service: 'AWS IAM',
    operation: 'SimulatePrincipalPolicy',
    file: `${ACCOUNT}/simulated-permission.ts`,
    by: 'SimulatePrincipalPolicyCommand',
    checks: ['transcribe'],
    permissions: [{ action: 'iam:SimulatePrincipalPolicy', resource: 'the role' }],
  },
  ...(
    [
      ['DescribeTable', 'tables'],
      ['DescribeTimeToLive', 'ttl'],
      ['DescribeContinuousBackups', 'backups'],
    ] as const
  ).map(([operation, check]) => ({
    service: 'Amazon DynamoDB',
    operation,
    file: `${ACCOUNT}/table-description.ts`,
    by: `${operation}Command`,
    checks: [check],
    permissions: [{ action: `dynamodb:${operation}`, resource: BOTH_TABLES }],
  })),
  {
    service: 'AWS Lambda',
    operation: 'Invoke, type DryRun',
    file: `${ACCOUNT}/dry-run.ts`,
    by: 'InvokeCommand',
    checks: ['pipeline'],
    permissions: [{ action: 'lambda:InvokeFunction', resource: RESOURCES.pipeline }],
  },
  {
    service: 'Service Quotas',
    operation: 'ListServiceQuotas',
    file: `${ACCOUNT}/stream-quotas.ts`,
    by: 'paginateListServiceQuotas',
    checks: ['quota'],
    permissions: [{ action: 'servicequotas:ListServiceQuotas', resource: RESOURCES.any }],
  },
  {
    service: 'the token issuer',
    operation: 'GET discovery and key set',
    file: 'src/integrations/tokens/issuer-examination.ts',
    by: 'fetch(',
    checks: ['issuer'],
    permissions: NO_PERMISSION,
  },
  {
    service: 'the collector',
    operation: 'POST an empty OTLP body',
    file: 'src/server/doctor/services/telemetry.ts',
    by: 'fetch(',
    checks: ['traces', 'metrics'],
    permissions: NO_PERMISSION,
  },
];

/** The server's own calls that the doctor makes with the server's code → the check. `transcribe-stream` is made with --paid. */
const AS_THE_SERVER: Readonly<Record<string, string>> = {
  GetItem: 'rows',
  Query: 'rows',
  StartStreamTranscription: 'transcribe-stream',
};

/** All that the doctor calls. */
export const ALL_DOCTOR_CALLS: readonly Pick<DoctorCall, 'service' | 'operation' | 'checks' | 'permissions'>[] = [
  ...DOCTOR_CALLS,
  ...SERVER_CALLS.flatMap(({ service, operation, permissions }) => {
    const check = AS_THE_SERVER[operation];
    return check === undefined ? [] : [{ service, operation, checks: [check], permissions }];
  }),
];

export function doctorCallsTable(): string {
  const rows = ALL_DOCTOR_CALLS.map(({ service, operation, checks, permissions }) => [
    `**${operation}**, ${service}`,
    checks.map((id) => `\`${id}\``).join(', '),
    ms(CHECKS.find(({ id }) => id === checks[0])?.timeoutMs ?? CHECK_TIMEOUT_MS),
    permissions.length === 0
      ? '–'
      : permissions.map(({ action, resource }) => `\`${action}\` on ${resource}`).join(', '),
  ]);
  return table(['call', 'check', 'deadline', 'permission'], rows);
}
