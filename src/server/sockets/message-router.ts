/** Every inbound frame: the checks in the contract's order, then the action. A wrong message costs its sender an error. */
import { randomUUID } from 'node:crypto';
import { failureFacts } from '../../actors/introspection/failure-facts.ts';
import { ACTIONS, type ActionBucket, type ClientMessage } from '../../protocol/client-messages.ts';
import { type Decoded, decodeMessage } from '../../protocol/decode.ts';
import { errorBody, refusal } from '../../protocol/errors.ts';
import { checkParameters } from '../../protocol/parameters.ts';
import type { AppContext } from '../boot/app-context.ts';
import type { Admission } from './admission.ts';
import { AudioRoute } from './audio-route.ts';
import { refuseSeat } from './authorize.ts';
import type { ClientConnection } from './client-connection.ts';
import { type Answer, MessageActions } from './message-actions.ts';

export class MessageRouter {
  readonly #parts: AppContext;
  readonly #audio: AudioRoute;
  readonly #actions: MessageActions;

  constructor(parts: AppContext, seating: Admission) {
    this.#parts = parts;
    this.#audio = new AudioRoute(parts);
    this.#actions = new MessageActions(parts, seating, this.#audio);
  }

  /** @param pcm A copy: the transport's own buffer dies with its callback. */
  binary(connection: ClientConnection, pcm: Uint8Array): void {
    const receivedAt = this.#parts.monotonicNow();
    if (!this.#mayGoOn(connection, 'audio')) return;
    this.#inTurn(
      connection,
      pcm.length,
      () => this.#audio.tooLarge(pcm.length) ?? this.#audio.accept(connection, pcm, receivedAt),
    );
  }

  text(connection: ClientConnection, text: string, size: number): void {
    const receivedAt = this.#parts.monotonicNow();
    const { messageBytes } = this.#parts.config.sizes;
    if (size > messageBytes) {
      // Not parsed: what does not look like audio counts as a control.
      if (!this.#mayGoOn(connection, SEND_AUDIO.test(text) ? 'audio' : 'control')) return;
      const tooLarge = refusal('PAYLOAD_TOO_LARGE', { kind: 'message', limit: messageBytes, size });
      this.#inTurn(connection, 0, () => tooLarge);
      return;
    }
    const decoded = decodeMessage(text);
    // Over the rate that is the answer, whatever else is wrong with the message. It counts when it came, not when it is its turn.
    if (!this.#mayGoOn(connection, decoded.ok ? ACTIONS[decoded.action].bucket : 'control')) return;
    this.#inTurn(connection, size, () =>
      decoded.ok ? this.#handle(connection, decoded, { size, receivedAt }) : decoded.refusal,
    );
  }

  /** Something threw that should not have: it costs this connection an error. */
  failed(connection: ClientConnection, error: unknown): void {
    this.#parts.log.error('handle_message', 'message failed', { code: 'INTERNAL_ERROR', ...failureFacts(error) });
    this.answer(connection, refusal('INTERNAL_ERROR'));
  }

  /** What is refused by whom a connection has become is asked when it is the message's turn. */
  #handle(
    connection: ClientConnection,
    { action, body }: Extract<Decoded, { ok: true }>,
    { size, receivedAt }: { readonly size: number; readonly receivedAt: number },
  ): Answer | Promise<Answer> {
    const { controlBytes } = this.#parts.config.sizes;
    if (action !== 'sendAudio' && size > controlBytes) {
      return refusal('PAYLOAD_TOO_LARGE', { kind: 'control', limit: controlBytes, size });
    }
    const misplaced = refuseSeat(connection, action);
    if (misplaced) return misplaced;
    const checked = checkParameters(action, body);
    if (!checked.ok) return checked.refusal;
    const measured = (answer: Answer) => {
      this.#measure(action, receivedAt);
      return answer;
    };
    const answer = this.#actions.act(connection, checked.value, receivedAt);
    return answer instanceof Promise ? answer.then(measured) : measured(answer);
  }

  /** Messages of one socket are answered in the order they came, whatever each has to wait for. */
  #inTurn(connection: ClientConnection, bytes: number, decide: () => Answer | Promise<Answer>): void {
    const run = () => {
      try {
        const answer = decide();
        if (!(answer instanceof Promise)) {
          this.answer(connection, answer);
          return undefined;
        }
        return answer.then(
          (given) => this.answer(connection, given),
          (error: unknown) => this.failed(connection, error),
        );
      } catch (error) {
        this.failed(connection, error);
        return undefined;
      }
    };
    const tell = (dropped: number) => this.answer(connection, overfull(dropped));
    if (!connection.inbound.add(bytes, run, tell)) this.#parts.metrics.count('MessagesDropped');
  }

  answer(connection: ClientConnection, answer: Answer): void {
    if (answer === undefined) return;
    if ('type' in answer) {
      connection.send(JSON.stringify(answer));
      return;
    }
    const correlationId = randomUUID();
    const now = this.#parts.clock.now();
    // A flood of refusals is counted; one line a second of it is enough.
    if (answer.code !== 'RATE_LIMIT_EXCEEDED' || now >= connection.rateLoggedAt + RATE_LOG_EVERY_MS) {
      if (answer.code === 'RATE_LIMIT_EXCEEDED') connection.rateLoggedAt = now;
      connection
        .logUnder(this.#parts.log)
        .info('handle_message', 'message refused', { code: answer.code, errorId: correlationId });
    }
    connection.send(JSON.stringify(errorBody(answer, correlationId, this.#parts.clock.unixNow())));
  }

  /** Counts a message against its sender's rate. @returns false when it is over it; the sender has been told then. */
  #mayGoOn(connection: ClientConnection, bucket: ActionBucket): boolean {
    const { care } = connection;
    if (bucket === 'exempt' || care === undefined) return true;
    const taken = care.pace[bucket](this.#parts.clock.now());
    if (taken.ok) return true;
    if (bucket === 'audio') {
      const metrics = connection.seat.role === 'speaker' ? connection.seat.session.inside.tally : this.#parts.metrics;
      metrics.count('AudioChunksReceived');
      metrics.count('AudioChunksDropped', 1, { reason: 'rate' });
    }
    const over = this.#parts.rates.refusalOf(bucket, taken.limit, taken.retryAfterMs);
    if (taken.tell) this.#inTurn(connection, 0, () => over);
    return false;
  }

  #measure(action: ClientMessage['action'], receivedAt: number): void {
    const { metrics, monotonicNow } = this.#parts;
    const { bucket } = ACTIONS[action];
    if (bucket === 'control') {
      metrics.count('ControlMessagesReceived', 1, { action });
      metrics.observe('ControlMessageLatency', monotonicNow() - receivedAt, { action });
    } else if (bucket === 'status') {
      metrics.count('StatusQueriesReceived');
      metrics.observe('StatusQueryLatency', monotonicNow() - receivedAt);
    }
  }
}

const SEND_AUDIO = /"action"\s*:\s*"sendAudio"/;
const RATE_LOG_EVERY_MS = 1_000;
/** Its sender went on for so long, while something had to be waited for, that there was no room for more. */
const overfull = (dropped: number) =>
  refusal(
    'SERVICE_UNAVAILABLE',
    { service: 'connection', dropped },
    `${dropped} messages were dropped: too many waited.`,
  );
