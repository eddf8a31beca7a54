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
}

type Ending = keyof DeliveryCounts;

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
      counts[ending] += 1;
    };
    await Promise.all(
      connectionIds.map((id) => gate.run('delivery', () => deliverOne(id)).catch(() => (counts.failed += 1))),
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
      }
    }
    return 'failed';
  }
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
