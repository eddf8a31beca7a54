/** What the span of an invocation says of it, by OpenTelemetry's semantic conventions for functions (1.45). */
import type { Attributes } from '@opentelemetry/api';

/** An invocation, as the function's host describes it. */
export interface Invocation {
  /** The host's id of the invocation, as the caller has it; undefined when it gives none. */
  readonly id: string | undefined;
  /** The first of its process. */
  readonly isColdStart: boolean;
}

/** Called by whatever calls it: by AWS Lambda's API, not by an event source. */
const TRIGGER = 'other';

export function invocationAttributes({ id, isColdStart }: Invocation): Attributes {
  return {
    'faas.trigger': TRIGGER,
    'faas.coldstart': isColdStart,
    ...(id === undefined ? {} : { 'faas.invocation.id': id }),
  };
}

/** @param context Lambda's, or whatever a program that embeds the handler gives. */
export function invocationIdOf(context: unknown): string | undefined {
  const { awsRequestId } = (context ?? {}) as { readonly awsRequestId?: unknown };
  return typeof awsRequestId === 'string' ? awsRequestId : undefined;
}
