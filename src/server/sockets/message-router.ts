/** In: passes every inbound frame through the checks, in the contract's order, to its action, and answers the sender. */
import { randomUUID } from 'node:crypto';
import { toFailureInfo } from '../../actors/introspection/failure-info.ts';
import type { ClockPort } from '../../actors/ports/clock.ts';
import type { LogPort, MetricsPort } from '../../actors/ports/telemetry.ts';
import { ACTIONS, type ActionBucket, type ClientMessage } from '../../protocol/client-messages.ts';
import { type Decoded, decodeMessage } from '../../protocol/decode.ts';
import { errorBody, refusal } from '../../protocol/errors.ts';
import type { Sizes } from '../../protocol/limits.ts';
import { checkParameters } from '../../protocol/parameters.ts';
import type { AudioRoute } from './audio-route.ts';
import { refuseSeat } from './authorize.ts';
import type { ClientConnection } from './client-connection.ts';
import type { Answer, MessageActions } from './message-actions.ts';
import type { RateLimits } from './rate-limits.ts';

export interface MessageRouterDeps {
  readonly clock: Pick<ClockPort, 'now' | 'unixNow'>;
  /** Monotonic, with fractions, for latencies. */
  readonly monotonicNow: () => number;
  readonly log: LogPort;
  readonly metrics: MetricsPort;
  readonly sizes: Pick<Sizes, 'controlBytes' | 'messageBytes'>;
  readonly rates: Pick<RateLimits, 'exceeded'>;
  readonly audio: Pick<AudioRoute, 'accept' | 'tooLarge'>;
  readonly actions: Pick<MessageActions, 'act'>;
}

export class MessageRouter {
  readonly #deps: MessageRouterDeps;

  constructor(deps: MessageRouterDeps) {
    this.#deps = deps;
  }

  /** @param pcm The transport's memory: copied if it must wait for its turn. */
  binary(connection: ClientConnection, pcm: Uint8Array): void {
    const { audio, monotonicNow } = this.#deps;
    const receivedAt = monotonicNow();
    if (!this.#isWithinRate(connection, 'audio')) return;
    if (connection.inbound.isIdle) {
      // Without a message before it, audio is handled at once, without the cost of a queue entry.
      this.answer(connection, audio.tooLarge(pcm.length) ?? audio.accept(connection, pcm, receivedAt));
      return;
    }
    const copy = pcm.slice();
    this.#inTurn(
      connection,
      copy.length,
      () => audio.tooLarge(copy.length) ?? audio.accept(connection, copy, receivedAt),
    );
  }

  text(connection: ClientConnection, text: string, size: number): void {
    const receivedAt = this.#deps.monotonicNow();
    const { messageBytes } = this.#deps.sizes;
    if (size > messageBytes) {
      // Too large to be parsed. Text that does not look like audio counts as a control.
      if (!this.#isWithinRate(connection, SEND_AUDIO.test(text) ? 'audio' : 'control')) return;
      const tooLarge = refusal('PAYLOAD_TOO_LARGE', { kind: 'message', limit: messageBytes, size });
      this.#inTurn(connection, 0, () => tooLarge);
      return;
    }
    const decoded = decodeMessage(text);
    // Over the rate, the answer is RATE_LIMIT_EXCEEDED, whatever else is wrong. A message counts on arrival, not in its
    // turn.
    if (!this.#isWithinRate(connection, decoded.ok ? ACTIONS[decoded.action].bucket : 'control')) return;
    this.#inTurn(connection, size, () =>
      decoded.ok ? this.#handle(connection, decoded, { size, receivedAt }) : decoded.refusal,
    );
  }

  /** A handler threw, which is a bug. This connection gets an error. */
  failed(connection: ClientConnection, error: unknown): void {
    this.#deps.log.error('handle_message', 'message failed', { code: 'INTERNAL_ERROR', ...toFailureInfo(error) });
    this.answer(connection, refusal('INTERNAL_ERROR'));
  }

  /** Called in the message's turn: an earlier message may have given the connection its seat. */
  #handle(
    connection: ClientConnection,
    { action, body }: Extract<Decoded, { ok: true }>,
    { size, receivedAt }: { readonly size: number; readonly receivedAt: number },
  ): Answer | Promise<Answer> {
    const { controlBytes } = this.#deps.sizes;
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
    const answer = this.#deps.actions.act(connection, checked.value, receivedAt);
    return answer instanceof Promise ? answer.then(measured) : measured(answer);
  }

  /** Answers the messages of one socket in the order of their arrival. */
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
    if (!connection.inbound.add(bytes, run, tell)) this.#deps.metrics.count('MessagesDropped');
  }

  answer(connection: ClientConnection, answer: Answer): void {
    if (answer === undefined) return;
    if ('type' in answer) {
      connection.send(JSON.stringify(answer));
      return;
    }
    const correlationId = randomUUID();
    const now = this.#deps.clock.now();
    // Every refusal by the rate limit is counted, but at most one line a second is logged.
    if (answer.code !== 'RATE_LIMIT_EXCEEDED' || now >= connection.rateLoggedAt + RATE_LOG_EVERY_MS) {
      if (answer.code === 'RATE_LIMIT_EXCEEDED') connection.rateLoggedAt = now;
      connection
        .logUnder(this.#deps.log)
        .info('handle_message', 'message refused', { code: answer.code, errorId: correlationId });
    }
    connection.send(JSON.stringify(errorBody(answer, correlationId, this.#deps.clock.unixNow())));
  }

  /** Counts a message against the sender's rate. @returns false when it is over the rate; the sender has then been told, except of a report. */
  #isWithinRate(connection: ClientConnection, bucket: ActionBucket): boolean {
    const { rateLimiter } = connection;
    if (bucket === 'exempt' || rateLimiter === undefined) return true;
    const taken = rateLimiter[bucket](this.#deps.clock.now());
    if (taken.ok) return true;
    if (bucket === 'report') {
      this.#deps.metrics.count('PlaybackReportsDropped', 1, { why: 'rate' });
      return false;
    }
    if (bucket === 'audio') {
      const metrics =
        connection.seat.role === 'speaker' ? connection.seat.session.introspection.metrics : this.#deps.metrics;
      metrics.count('AudioChunksReceived');
      metrics.count('AudioChunksDropped', 1, { reason: 'rate' });
    }
    const over = this.#deps.rates.exceeded(bucket, taken.limit, taken.retryAfterMs);
    if (taken.tell) this.#inTurn(connection, 0, () => over);
    return false;
  }

  #measure(action: ClientMessage['action'], receivedAt: number): void {
    const { metrics, monotonicNow } = this.#deps;
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
/** More messages arrived while one was waiting than the queue can hold. */
const overfull = (dropped: number) =>
  refusal(
    'SERVICE_UNAVAILABLE',
    { service: 'connection', dropped },
    `Too many messages were waiting, so ${dropped} were dropped. Send fewer messages before an answer comes.`,
  );
