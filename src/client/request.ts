/** A message that expects an answer: a promise with a time limit. It may be sent again on another socket. */
import type { ACTIONS, Action, ClientMessage } from '../protocol/client-messages.ts';
import type { ServerMessageOf, ServerMessageType } from '../protocol/server-messages.ts';
import type { Incoming } from './client-events.ts';
import type { Clock } from './platform.ts';
import { RostrumError } from './rostrum-error.ts';

/** The type of the message that answers an action; never for one that nothing answers. */
export type AnswerTo<A extends Action> = NonNullable<(typeof ACTIONS)[A]['answer']>;
type MessageOf<A extends Action> = Extract<ClientMessage, { action: A }>;

export class Request<A extends Action = Action> {
  readonly message: MessageOf<A>;
  readonly promise: Promise<ServerMessageOf<AnswerTo<A>>>;
  readonly #answer: ServerMessageType;
  readonly #clock: Clock;
  readonly #timer: unknown;
  #resolve: ((answer: ServerMessageOf<AnswerTo<A>>) => void) | undefined;
  #reject: ((error: RostrumError) => void) | undefined;

  constructor(message: MessageOf<A>, answer: AnswerTo<A>, clock: Clock, timeoutMs: number) {
    this.message = message;
    this.#answer = answer;
    this.#clock = clock;
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#timer = clock.setTimeout(() => {
      this.fail(new RostrumError('REQUEST_TIMEOUT', `The server did not answer ${message.action} in ${timeoutMs} ms.`));
    }, timeoutMs);
  }

  /** Answered, refused or given up. */
  get isSettled(): boolean {
    return this.#resolve === undefined;
  }

  isAnsweredBy(message: Incoming): boolean {
    if (message.type !== this.#answer) return false;
    // Status reports also come without a request.
    return message.type !== 'sessionStatus' || message.updateReason === 'requested';
  }

  succeed(answer: Incoming): void {
    this.#resolve?.(answer as unknown as ServerMessageOf<AnswerTo<A>>);
    this.#settled();
  }

  fail(error: RostrumError): void {
    this.#reject?.(error);
    this.#settled();
  }

  #settled(): void {
    this.#clock.clearTimeout(this.#timer);
    this.#resolve = undefined;
    this.#reject = undefined;
  }
}
