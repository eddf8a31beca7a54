/** What is known of one kind of call that leaves a process of ours. The tables are in server-calls.ts and pipeline-calls.ts. */
import type { ServiceName } from '../../src/actors/resilience/circuit.ts';

/** One IAM action, and the resource that it needs to be allowed on. */
export interface Permission {
  readonly action: string;
  readonly resource: string;
}

export interface OutgoingCall {
  /** Whose role makes it. */
  readonly from: 'server' | 'pipeline';
  readonly service: string;
  /** The AWS operation, or the method and what is asked for. */
  readonly operation: string;
  /** Where it is made, and by which words of the source: a test finds these calls there, and no others anywhere. */
  readonly file: string;
  readonly by: string;
  readonly madeFor: string;
  readonly attempts: string;
  /** Pause before the second attempt, and the longest one. */
  readonly pauses: string;
  /** Failures after which it is not tried again. */
  readonly permanent: string;
  readonly deadline: string;
  readonly breaker: ServiceName | undefined;
  readonly clientSees: string;
  /** Metrics, or the log line where there is no metric. */
  readonly seenBy: string;
  readonly permissions: readonly Permission[];
}

/** The resources of the policies, by the names that settings have. */
export const RESOURCES = {
  any: '`*`',
  sessions: 'the table `SESSIONS_TABLE_NAME`',
  connections: 'the table `CONNECTIONS_TABLE_NAME`',
  listeners: 'its index',
  secret: 'the secret `DELIVERY_SECRET_ARN`',
  pipeline: 'the function `TRANSLATION_PIPELINE_FUNCTION_NAME`',
} as const;

/** Embedded mode has no policies, and some calls are none of AWS's. */
export const NO_PERMISSION: readonly Permission[] = [];
