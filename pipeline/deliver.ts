/** Hands messages to listeners through the API Gateway Management API. Never knows what the messages say. */
import { type ApiGatewayManagementApiClient, PostToConnectionCommand } from '@aws-sdk/client-apigatewaymanagementapi';
import { Gate } from './gate.ts';

/** What became of one delivery, counted in listeners. */
export interface DeliveryCounts {
  delivered: number;
  /** Closed their connection; `onGone` has been called for each. */
  gone: number;
  /** Too far behind (429): they miss this message and nothing else. */
  lagging: number;
  failed: number;
  /** Why they failed, each reason with its number of listeners; absent when none did. No addresses, no ids. */
  failures?: Record<string, number>;
}

type Ending = 'delivered' | 'gone' | 'lagging' | { readonly failed: string };

/** Reasons told apart in one summary; the others together are `other`. */
const MAX_REASONS = 8;
/** What a name or a code looks like: anything else might say more than it should. */
const NAME = /^[A-Za-z][\w.]{0,63}$/;

const MAX_AT_ONCE = 32;
const MAX_WAITING = 5_000;
const ATTEMPTS = 2;
const RETRY_AFTER_MS = 100;
const POST_TIMEOUT_MS = 5_000;
/** For all listeners of one message together; who has not been reached by then counts as failed. */
const MESSAGE_TIMEOUT_MS = 15_000;

export class Delivery {
  readonly #client: ApiGatewayManagementApiClient;

  /** @param client with SDK retries off (`maxAttempts: 1`): the retries are counted here. */
  constructor(client: ApiGatewayManagementApiClient) {
    this.#client = client;
  }

  /** Gives every listener all messages in order; listeners side by side. Never rejects. */
  async deliver(
    connectionIds: readonly string[],
    messages: readonly string[],
    traceparent: string | undefined,
    onGone: (connectionId: string) => Promise<void>,
  ): Promise<DeliveryCounts> {
    const counts: DeliveryCounts = { delivered: 0, gone: 0, lagging: 0, failed: 0 };
    const gate = new Gate(MAX_AT_ONCE, MAX_WAITING);
    const bodies = messages.map((message) => Buffer.from(message));
    const deadline = AbortSignal.timeout(MESSAGE_TIMEOUT_MS);
    const deliverOne = async (connectionId: string) => {
      const ending = await this.#postAll(connectionId, bodies, traceparent, deadline);
      // A row that cannot be removed now is found gone again by the next transcript.
      if (ending === 'gone') await onGone(connectionId).catch(() => undefined);
      count(counts, ending);
    };
    await Promise.all(
      connectionIds.map((id) =>
        gate.run('delivery', () => deliverOne(id)).catch(() => count(counts, { failed: 'overloaded' })),
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

/** An answer by its status and name (`403 ForbiddenException`); what kept one from coming by its code (`ENOTFOUND`). */
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
  // Of a name with several addresses each try has an error of its own.
  const inner = cause ?? errors?.[0];
  if (inner !== undefined) return reasonOf(inner);
  return isName(name) ? name : 'unknown';
}

function postCommand(ConnectionId: string, Data: Buffer, traceparent: string | undefined): PostToConnectionCommand {
  const command = new PostToConnectionCommand({ ConnectionId, Data });
  if (traceparent === undefined) return command;
  // In the build step, so that the header is signed with the rest.
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
