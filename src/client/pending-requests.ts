/**
 * The requests asked on one socket, in order. The wire has no request ids; but one socket's messages are answered in
 * order, so an answer is the oldest request's that waits for its type, and an error the oldest request's of all.
 */
import type { ServerMessageOf } from '../protocol/server-messages.ts';
import type { Incoming } from './client-events.ts';
import type { Request } from './request.ts';

export class PendingRequests {
  /** One that has timed out stays, so that its late answer is not taken for the next one's. */
  #requests: Request[] = [];

  get size(): number {
    return this.#requests.length;
  }

  add(request: Request): void {
    this.#requests.push(request);
  }

  /** The request that a message settles; undefined when nobody asked for it. */
  answeredBy(message: Incoming): Request | undefined {
    return this.#take((request) => request.isAnsweredBy(message));
  }

  /** @param error One that is not about audio. */
  refusedBy(error: ServerMessageOf<'error'>): Request | undefined {
    return this.#take((request) => mayBeRefusedBy(request, error));
  }

  /** Those without an answer, to be asked again elsewhere. */
  takeUnanswered(): Request[] {
    return this.#requests.splice(0).filter((request) => !request.isSettled);
  }

  #take(isMeant: (request: Request) => boolean): Request | undefined {
    const at = this.#requests.findIndex(isMeant);
    return at < 0 ? undefined : this.#requests.splice(at, 1)[0];
  }
}

/** Status queries and controls are counted apart: a rate error says which it is about. */
function mayBeRefusedBy(request: Request, { code, details }: ServerMessageOf<'error'>): boolean {
  if (code !== 'RATE_LIMIT_EXCEEDED' || details.kind === undefined) return true;
  return (details.kind === 'status') === (request.message.action === 'getSessionStatus');
}
