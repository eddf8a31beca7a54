/** What a client asks of the server, over however many sockets it takes: each request is kept until it is answered. Bounded. */
import type { Action, ClientMessage } from '../protocol/client-messages.ts';
import type { ServerMessageOf } from '../protocol/server-messages.ts';
import { type Incoming, isMessage } from './client-events.ts';
import type { Link } from './link.ts';
import type { Clock } from './platform.ts';
import { type AnswerTo, Request } from './request.ts';
import { errorFrom, isAboutAudio, RostrumError } from './rostrum-error.ts';

/** Without an answer; one more is refused. */
const MAX_REQUESTS = 64;

export class Requests {
  readonly #clock: Clock;
  /** Made while the connection is away, or left unanswered by a socket that was lost. */
  #waiting: Request[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Asks now, or, without a socket, when there is one. */
  ask<A extends Action>(
    link: Link | undefined,
    message: Extract<ClientMessage, { action: A }>,
    answer: AnswerTo<A>,
    timeoutMs: number,
  ): Promise<ServerMessageOf<AnswerTo<A>>> {
    this.#waiting = this.#waiting.filter(({ isSettled }) => !isSettled);
    if (this.#waiting.length + (link?.requests.size ?? 0) >= MAX_REQUESTS) {
      return Promise.reject(new RostrumError('TOO_MANY_REQUESTS', `${MAX_REQUESTS} requests wait for an answer.`));
    }
    const request = new Request<A>(message, answer, this.#clock, timeoutMs);
    this.#waiting.push(request as unknown as Request);
    if (link) this.askAgain(link);
    return request.promise;
  }

  /** All that have no answer are this socket's now. */
  askAgain(link: Link): void {
    for (const request of this.#waiting.splice(0)) if (!request.isSettled) link.ask(request);
  }

  /** A socket is gone: what it left unanswered waits for the next. */
  keepFrom(link: Link): void {
    this.#waiting.push(...link.requests.takeUnanswered());
  }

  /**
   * @param isReplaced A refresh of ours took the socket's place, or is about to: what it refuses for that, the next one does.
   * @returns whether the message answers a request; that one is settled then, or waits for `askAgain`.
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
