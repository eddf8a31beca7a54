/**
 * The attributes of an invocation's span, by OpenTelemetry's semantic conventions 1.45 for RPC, for FaaS and for the AWS SDK.
 * Names that are not stable there yet are written here, as OpenTelemetry advises: their module takes 6 MB and 17 ms to load.
 */
import { ATTR_RPC_METHOD, ATTR_RPC_SYSTEM_NAME, ATTR_SERVER_ADDRESS } from '@opentelemetry/semantic-conventions';
import type { SpanAttributes } from '../../actors/ports/tracing.ts';
import type { TranslationOptions } from './sdk-invoke.ts';

/** A test compares them with the package's. */
export const UNSTABLE_NAMES = {
  ATTR_AWS_REQUEST_ID: 'aws.request_id',
  ATTR_FAAS_INVOKED_NAME: 'faas.invoked_name',
  ATTR_FAAS_INVOKED_PROVIDER: 'faas.invoked_provider',
  ATTR_FAAS_INVOKED_REGION: 'faas.invoked_region',
  // The convention for the AWS SDK still asks for the names before 1.45 as well.
  ATTR_RPC_SYSTEM: 'rpc.system',
  ATTR_RPC_SERVICE: 'rpc.service',
} as const;

const RPC_SYSTEM = 'aws-api';
const SERVICE = 'Lambda';
/** `arn:aws:lambda:REGION:ACCOUNT:function:NAME`, with a version or an alias at its end or not. */
const ARN = /^arn:[\w-]+:lambda:([\w-]+):\d+:function:([\w-]+)/;
/** `ACCOUNT:function:NAME` and `NAME`, likewise. */
const NAME = /^(?:\d+:function:)?([\w-]+)/;

export interface CallFacts {
  /** The service's; undefined until it is known. */
  readonly host: string | undefined;
  /** The last attempt's; undefined when it was not answered. */
  readonly requestId: string | undefined;
}

/** @returns nothing that tells the account. */
export function invokeAttributes(
  { functionName, region }: Pick<TranslationOptions, 'functionName' | 'region'>,
  { host, requestId }: CallFacts,
): SpanAttributes {
  const [, regionInArn, nameInArn] = ARN.exec(functionName) ?? [];
  return {
    [ATTR_RPC_SYSTEM_NAME]: RPC_SYSTEM,
    [ATTR_RPC_METHOD]: `${SERVICE}/Invoke`,
    [UNSTABLE_NAMES.ATTR_RPC_SYSTEM]: RPC_SYSTEM,
    [UNSTABLE_NAMES.ATTR_RPC_SERVICE]: SERVICE,
    [UNSTABLE_NAMES.ATTR_FAAS_INVOKED_PROVIDER]: 'aws',
    [UNSTABLE_NAMES.ATTR_FAAS_INVOKED_REGION]: regionInArn ?? region,
    [UNSTABLE_NAMES.ATTR_FAAS_INVOKED_NAME]: nameInArn ?? NAME.exec(functionName)?.[1],
    [UNSTABLE_NAMES.ATTR_AWS_REQUEST_ID]: requestId,
    [ATTR_SERVER_ADDRESS]: host,
  };
}
