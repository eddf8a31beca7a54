/**
 * The requests sent on one socket, in order. The wire has no request ids, but the server answers a socket's messages in
 * order: an answer belongs to the oldest request that waits for its type, an error to the oldest request of all.
 */
import type { ServerMessageOf } from '../protocol/server-messages.ts';
import type { Incoming } from './client-events.ts';
import type { Request } from './request.ts';

export class PendingRequests {
  /** A request that has timed out stays, so that its late answer is not taken as the answer to the next one. */
  #requests: Request[] = [];

  get size(): number {
    return this.#requests.length;
  }

  add(request: Request): void {
    this.#requests.push(request);
  }

  /** Takes the request that a message answers; undefined when it answers none. */
  answeredBy(message: Incoming): Request | undefined {
    return this.#take((request) => request.isAnsweredBy(message));
  }

  /** Takes the request that an error answers. @param error Not about audio. */
  refusedBy(error: ServerMessageOf<'error'>): Request | undefined {
    return this.#take((request) => mayBeRefusedBy(request, error));
  }

  /** Takes all unanswered requests, to be sent on another socket. */
  takeUnanswered(): Request[] {
    return this.#requests.splice(0).filter((request) => !request.isSettled);
  }

  #take(isMeant: (request: Request) => boolean): Request | undefined {
    const at = this.#requests.findIndex(isMeant);
    return at < 0 ? undefined : this.#requests.splice(at, 1)[0];
  }
}

/** Status queries and controls have separate rate limits, and a rate error names its kind. */
function mayBeRefusedBy(request: Request, { code, details }: ServerMessageOf<'error'>): boolean {
  if (code !== 'RATE_LIMIT_EXCEEDED' || details.kind === undefined) return true;
  return (details.kind === 'status') === (request.message.action === 'getSessionStatus');
}
