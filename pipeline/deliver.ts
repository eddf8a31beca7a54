/** Sends messages to listeners by the API Gateway Management API. Does not read the messages. */
import { type ApiGatewayManagementApiClient, PostToConnectionCommand } from '@aws-sdk/client-apigatewaymanagementapi';
import { ConcurrencyLimit } from './concurrency-limit.ts';
import { count, type DeliveryCounts, type Ending, reasonOf } from './delivery-counts.ts';
import { KeyedQueue } from './keyed-queue.ts';
import { SharedSequence } from './shared-sequence.ts';

export const DELIVERY_LIMITS = {
  /** Posts under way at the same time, of one utterance. */
  atOnce: 32,
  /** Posts of one utterance that may wait for their turn. */
  waiting: 5_000,
  attempts: 2,
  retryAfterMs: 100,
  postTimeoutMs: 5_000,
  /** Time for all listeners of one message together. Listeners that are not reached by then count as failed. */
  messageTimeoutMs: 15_000,
} as const;

interface Message {
  readonly body: Buffer;
  readonly deadline: AbortSignal;
}

export interface DeliveryOptions {
  readonly traceparent: string | undefined;
  /** With so many utterances that wait for a listener, it misses this one and counts as lagging. */
  readonly maxWaiting: number;
  readonly onGone: (connectionId: string) => Promise<void>;
}

/** The messages of one utterance on their way to the same listeners. */
export interface Outgoing {
  /** Sends one more message. Does not wait. */
  send(message: string): void;
  /** No message follows. Resolves when every listener has all messages, or has failed. Never rejects. */
  finish(): Promise<DeliveryCounts>;
}

export class Delivery {
  readonly #client: ApiGatewayManagementApiClient;
  /** Keys are connection ids: a listener that is slow with one utterance gets the next one after it, and delays nobody else. */
  readonly #listeners = new KeyedQueue();

  /** @param client must have SDK retries off (`maxAttempts: 1`), because retries are done here. */
  constructor(client: ApiGatewayManagementApiClient) {
    this.#client = client;
  }

  /**
   * Begins an utterance of one or more messages, which may be sent one by one. Each listener gets them in order, and after all
   * messages of earlier utterances; listeners do not wait for each other. One that a message does not reach gets no later one.
   */
  start(connectionIds: readonly string[], { traceparent, maxWaiting, onGone }: DeliveryOptions): Outgoing {
    const counts: DeliveryCounts = { delivered: 0, gone: 0, lagging: 0, failed: 0 };
    const limit = new ConcurrencyLimit(DELIVERY_LIMITS.atOnce, DELIVERY_LIMITS.waiting);
    const messages = new SharedSequence<Message>();
    const deliverAll = async (id: string): Promise<Ending> => {
      for await (const { body, deadline } of messages) {
        const ending = await limit
          .run('delivery', () => this.#post(id, body, traceparent, deadline))
          .catch(() => ({ failed: 'overloaded' }));
        if (ending !== 'delivered') return ending;
      }
      return 'delivered';
    };
    const deliverOne = async (id: string) => {
      const isFull = this.#listeners.depth(id) >= maxWaiting;
      const ending = isFull ? 'lagging' : await this.#listeners.run(id, () => deliverAll(id));
      // If the row cannot be removed now, the next transcript finds the listener gone again.
      if (ending === 'gone') await onGone(id).catch(() => undefined);
      count(counts, ending);
    };
    const done = Promise.all(connectionIds.map(deliverOne));
    return {
      send: (message) => {
        messages.add({ body: Buffer.from(message), deadline: AbortSignal.timeout(DELIVERY_LIMITS.messageTimeoutMs) });
      },
      finish: async () => {
        messages.end();
        await done;
        return counts;
      },
    };
  }

  async #post(id: string, body: Buffer, traceparent: string | undefined, deadline: AbortSignal): Promise<Ending> {
    const { attempts, postTimeoutMs, retryAfterMs } = DELIVERY_LIMITS;
    let reason = 'timeout';
    for (let attempt = 1; attempt <= attempts && !deadline.aborted; attempt += 1) {
      if (attempt > 1) await new Promise((resolve) => setTimeout(resolve, retryAfterMs));
      const abortSignal = AbortSignal.any([deadline, AbortSignal.timeout(postTimeoutMs)]);
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
