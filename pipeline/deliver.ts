/** Sends messages to listeners by the API Gateway Management API. Does not read the messages. */
import { type ApiGatewayManagementApiClient, PostToConnectionCommand } from '@aws-sdk/client-apigatewaymanagementapi';
import { ConcurrencyLimit } from './concurrency-limit.ts';

/** The outcome of one delivery, as numbers of listeners. */
export interface DeliveryCounts {
  delivered: number;
  /** Their connection is closed; `onGone` was called for each. */
  gone: number;
  /** Too far behind (429): they miss this message only. */
  lagging: number;
  failed: number;
  /** Reasons of the failures, each with its number of listeners. Undefined: none failed. No addresses, no ids. */
  failures?: Record<string, number>;
}

type Ending = 'delivered' | 'gone' | 'lagging' | { readonly failed: string };

/** Most different reasons in one summary. All further ones are counted as `other`. */
const MAX_REASONS = 8;
/** Form of an error's name or code. Other texts are not logged, because they may contain private data. */
const NAME = /^[A-Za-z][\w.]{0,63}$/;

const MAX_AT_ONCE = 32;
const MAX_WAITING = 5_000;
const ATTEMPTS = 2;
const RETRY_AFTER_MS = 100;
const POST_TIMEOUT_MS = 5_000;
/** Time for all listeners of one message together. Listeners that are not reached by then count as failed. */
const MESSAGE_TIMEOUT_MS = 15_000;

export class Delivery {
  readonly #client: ApiGatewayManagementApiClient;

  /** @param client must have SDK retries off (`maxAttempts: 1`), because retries are done here. */
  constructor(client: ApiGatewayManagementApiClient) {
    this.#client = client;
  }

  /** Sends all messages to every listener, in order for each listener, to many listeners at once. Never rejects. */
  async deliver(
    connectionIds: readonly string[],
    messages: readonly string[],
    traceparent: string | undefined,
    onGone: (connectionId: string) => Promise<void>,
  ): Promise<DeliveryCounts> {
    const counts: DeliveryCounts = { delivered: 0, gone: 0, lagging: 0, failed: 0 };
    const limit = new ConcurrencyLimit(MAX_AT_ONCE, MAX_WAITING);
    const bodies = messages.map((message) => Buffer.from(message));
    const deadline = AbortSignal.timeout(MESSAGE_TIMEOUT_MS);
    const deliverOne = async (connectionId: string) => {
      const ending = await this.#postAll(connectionId, bodies, traceparent, deadline);
      // If the row cannot be removed now, the next transcript finds the listener gone again.
      if (ending === 'gone') await onGone(connectionId).catch(() => undefined);
      count(counts, ending);
    };
    await Promise.all(
      connectionIds.map((id) =>
        limit.run('delivery', () => deliverOne(id)).catch(() => count(counts, { failed: 'overloaded' })),
      ),
    );
    return counts;
  }

  async #postAll(
    id: string,
    bodies: readonly Buffer[],
    traceparent: string | undefined,
    deadline: AbortSignal,
  ): Promise<Ending> {
    for (const body of bodies) {
      const ending = await this.#post(id, body, traceparent, deadline);
      if (ending !== 'delivered') return ending;
    }
    return 'delivered';
  }

  async #post(id: string, body: Buffer, traceparent: string | undefined, deadline: AbortSignal): Promise<Ending> {
    let reason = 'timeout';
    for (let attempt = 1; attempt <= ATTEMPTS && !deadline.aborted; attempt += 1) {
      if (attempt > 1) await new Promise((resolve) => setTimeout(resolve, RETRY_AFTER_MS));
      const abortSignal = AbortSignal.any([deadline, AbortSignal.timeout(POST_TIMEOUT_MS)]);
      try {
        await this.#client.send(postCommand(id, body, traceparent), { abortSignal });
        return 'delivered';
      } catch (error) {
        const status = statusOf(error);
        if (status === 410) return 'gone';
        if (status === 429) return 'lagging';
        reason = abortSignal.aborted ? 'timeout' : reasonOf(error);
      }
    }
    return { failed: reason };
  }
}

function count(counts: DeliveryCounts, ending: Ending): void {
  if (typeof ending === 'string') {
    counts[ending] += 1;
    return;
  }
  counts.failed += 1;
  counts.failures ??= {};
  const isKnown = Object.hasOwn(counts.failures, ending.failed) || Object.keys(counts.failures).length < MAX_REASONS;
  const reason = isKnown ? ending.failed : 'other';
  counts.failures[reason] = (counts.failures[reason] ?? 0) + 1;
}

/** Names an error: an answer by its status and name (`403 ForbiddenException`), a missing answer by its code (`ENOTFOUND`). */
export function reasonOf(error: unknown): string {
  const { name, code, cause, errors, $metadata } = (error ?? {}) as {
    name?: unknown;
    code?: unknown;
    cause?: unknown;
    errors?: readonly unknown[];
    $metadata?: { httpStatusCode?: number };
  };
  const isName = (text: unknown): text is string => typeof text === 'string' && NAME.test(text);
  const status = $metadata?.httpStatusCode;
  if (status !== undefined) return isName(name) ? `${status} ${name}` : String(status);
  if (isName(code)) return code;
  // For a host name with several addresses, each attempt has its own error.
  const inner = cause ?? errors?.[0];
  if (inner !== undefined) return reasonOf(inner);
  return isName(name) ? name : 'unknown';
}

function postCommand(ConnectionId: string, Data: Buffer, traceparent: string | undefined): PostToConnectionCommand {
  const command = new PostToConnectionCommand({ ConnectionId, Data });
  if (traceparent === undefined) return command;
  // Added in the build step, so that the header is signed too.
  command.middlewareStack.add(
    (next) => (args) => {
      (args.request as { headers: Record<string, string> }).headers.traceparent = traceparent;
      return next(args);
    },
    { step: 'build', name: 'traceparent' },
  );
  return command;
}

function statusOf(error: unknown): number | undefined {
  const { name, $metadata } = (error ?? {}) as { name?: string; $metadata?: { httpStatusCode?: number } };
  if (name === 'GoneException') return 410;
  if (name === 'LimitExceededException') return 429;
  return $metadata?.httpStatusCode;
}
