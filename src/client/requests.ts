/** A client's requests over any number of sockets: each is kept until it is answered. Bounded. */
import type { Action, ClientMessage } from '../protocol/client-messages.ts';
import type { ServerMessageOf } from '../protocol/server-messages.ts';
import { type Incoming, isMessage } from './client-events.ts';
import type { Link } from './link.ts';
import type { Clock } from './platform.ts';
import { type AnswerTo, Request } from './request.ts';
import { errorFrom, isAboutAudio, RostrumError } from './rostrum-error.ts';

/** Limit of unanswered requests; one more is refused. */
const MAX_REQUESTS = 64;

export class Requests {
  readonly #clock: Clock;
  /** Requests made without a connection, or left unanswered by a lost socket. */
  #waiting: Request[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Sends the request now or, without a socket, when there is one. */
  ask<A extends Action>(
    link: Link | undefined,
    message: Extract<ClientMessage, { action: A }>,
    answer: AnswerTo<A>,
    timeoutMs: number,
  ): Promise<ServerMessageOf<AnswerTo<A>>> {
    this.#waiting = this.#waiting.filter(({ isSettled }) => !isSettled);
    if (this.#waiting.length + (link?.requests.size ?? 0) >= MAX_REQUESTS) {
      return Promise.reject(
        new RostrumError(
          'TOO_MANY_REQUESTS',
          `${MAX_REQUESTS} requests are waiting for an answer. Wait for one of them before the next request.`,
        ),
      );
    }
    const request = new Request<A>(message, answer, this.#clock, timeoutMs);
    this.#waiting.push(request as unknown as Request);
    if (link) this.askAgain(link);
    return request.promise;
  }

  /** Sends all waiting requests on this socket. */
  askAgain(link: Link): void {
    for (const request of this.#waiting.splice(0)) if (!request.isSettled) link.ask(request);
  }

  /** A socket is lost: its unanswered requests wait for the next one. */
  keepFrom(link: Link): void {
    this.#waiting.push(...link.requests.takeUnanswered());
  }

  /**
   * @param isReplaced This client's refresh replaces the socket: requests refused for that reason are sent on the next
   * one.
   * @returns whether the message answers a request; the request is then settled, or waits for `askAgain`.
   */
  settle(link: Link, message: Incoming, isReplaced: boolean): boolean {
    if (!isMessage(message, 'error')) {
      const request = link.requests.answeredBy(message);
      request?.succeed(message);
      return request !== undefined;
    }
    if (isAboutAudio(message)) return false;
    const request = link.requests.refusedBy(message);
    if (request && isReplaced && message.details?.reason === 'replaced') this.#waiting.push(request);
    else request?.fail(errorFrom(message));
    return request !== undefined;
  }

  failAll(error: RostrumError): void {
    for (const request of this.#waiting.splice(0)) if (!request.isSettled) request.fail(error);
  }
}
