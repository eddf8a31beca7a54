/** Every inbound frame: the checks in the contract's order, then the action. A wrong message costs its sender an error. */
import { randomUUID } from 'node:crypto';
import type { LogPort } from '../actors/ports.ts';
import { ACTIONS, type ActionBucket, type ClientMessage } from '../protocol/client-messages.ts';
import { decodeMessage } from '../protocol/decode.ts';
import { errorBody, type Refusal, refusal } from '../protocol/errors.ts';
import { checkParameters } from '../protocol/parameters.ts';
import { type ServerMessage, wireSeconds } from '../protocol/server-messages.ts';
import { AudioRoute } from './audio-route.ts';
import type { ClientConnection } from './client-connection.ts';
import { refreshCompleteOf, sessionCreatedOf, sessionJoinedOf } from './greetings.ts';
import { refuseLanguage } from './languages-offered.ts';
import { refuseSeat } from './seat-check.ts';
import type { Seating } from './seating.ts';
import type { ServerParts } from './server-parts.ts';

type Answer = ServerMessage | Refusal | undefined;

export class MessageRouter {
  readonly #parts: ServerParts;
  readonly #seating: Seating;
  readonly #audio: AudioRoute;

  constructor(parts: ServerParts, seating: Seating) {
    this.#parts = parts;
    this.#seating = seating;
    this.#audio = new AudioRoute(parts);
  }

  /** @param pcm A copy: the transport's own buffer dies with its callback. */
  binary(connection: ClientConnection, pcm: Uint8Array): void {
    const receivedAt = this.#parts.monotonicNow();
    if (!this.#mayGoOn(connection, 'audio')) return;
    this.answer(connection, this.#audio.tooLarge(pcm.length) ?? this.#audio.accept(connection, pcm, receivedAt));
  }

  text(connection: ClientConnection, text: string, size: number): void {
    const receivedAt = this.#parts.monotonicNow();
    const { messageBytes, controlBytes } = this.#parts.config.sizes;
    if (size > messageBytes) {
      // Not parsed: what does not look like audio counts as a control.
      if (!this.#mayGoOn(connection, SEND_AUDIO.test(text) ? 'audio' : 'control')) return;
      this.answer(connection, refusal('PAYLOAD_TOO_LARGE', { kind: 'message', limit: messageBytes, size }));
      return;
    }
    const decoded = decodeMessage(text);
    // Over the rate that is the answer, whatever else is wrong with the message.
    if (!this.#mayGoOn(connection, decoded.ok ? ACTIONS[decoded.action].bucket : 'control')) return;
    if (!decoded.ok) {
      this.answer(connection, decoded.refusal);
      return;
    }
    const { action, body } = decoded;
    if (action !== 'sendAudio' && size > controlBytes) {
      this.answer(connection, refusal('PAYLOAD_TOO_LARGE', { kind: 'control', limit: controlBytes, size }));
      return;
    }
    const misplaced = refuseSeat(connection, action);
    if (misplaced) {
      this.answer(connection, misplaced);
      return;
    }
    const checked = checkParameters(action, body);
    if (!checked.ok) {
      this.answer(connection, checked.refusal);
      return;
    }
    // What a seat is just being taken for is asked again when it is taken: two creations are one.
    const { seating } = connection;
    const answer =
      seating && (action === 'createSession' || action === 'joinSession')
        ? seating.then(() => refuseSeat(connection, action) ?? this.#act(connection, checked.value, receivedAt))
        : this.#act(connection, checked.value, receivedAt);
    const finish = (given: Answer) => {
      this.answer(connection, given);
      this.#measure(action, receivedAt);
    };
    if (answer instanceof Promise) void answer.then(finish);
    else finish(answer);
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
      this.#logOf(connection).info('handle_message', 'message refused', { code: answer.code, errorId: correlationId });
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
    if (taken.tell) this.answer(connection, over);
    return false;
  }

  #act(connection: ClientConnection, message: ClientMessage, receivedAt: number): Answer | Promise<Answer> {
    switch (message.action) {
      case 'createSession':
        return this.#create(connection, message);
      case 'joinSession':
        return this.#join(connection, message);
      case 'sendAudio': {
        const pcm = this.#audio.decode(message.audioData);
        return pcm instanceof Uint8Array ? this.#audio.accept(connection, pcm, receivedAt) : pcm;
      }
      case 'heartbeat': {
        const { timestamp } = message;
        // JSON has numbers that JavaScript takes for infinite, and cannot say.
        const isNumber = typeof timestamp === 'number' && Number.isFinite(timestamp);
        const echo = isNumber ? { clientTimestamp: timestamp } : {};
        return { type: 'heartbeatAck', timestamp: this.#seconds(), ...echo };
      }
      default:
        return this.#actInSession(connection, message);
    }
  }

  #actInSession(connection: ClientConnection, message: ClientMessage): Answer {
    const { clock, config } = this.#parts;
    const { seat, connectionId } = connection;
    if (seat.role === 'none') return refusal('CONNECTION_NOT_FOUND');
    const { session } = seat;
    if (!session.isLive) return refusal('SESSION_NOT_FOUND', { reason: 'ended' });
    const head = { sessionId: session.facts.sessionId, timestamp: this.#seconds() };
    switch (message.action) {
      case 'getSessionStatus':
        return session.answerStatus();
      case 'pausePlayback':
        return { type: 'playbackPaused', ...head };
      case 'changeLanguage': {
        const unsupported = refuseLanguage(message.targetLanguage, config.targetLanguages);
        if (unsupported) return unsupported;
        if (connection.isReplaced) return refusal('CONNECTION_NOT_FOUND', { reason: 'replaced' });
        session.changeLanguage(connectionId, message.targetLanguage);
        connection.targetLanguage = message.targetLanguage;
        return { type: 'languageChanged', ...head, targetLanguage: message.targetLanguage };
      }
      case 'refreshConnection': {
        connection.care?.life.refreshed();
        const targetLanguage = session.listeners.languageOf(connectionId);
        return refreshCompleteOf(
          session,
          { role: seat.role, connectionId, ...(targetLanguage === undefined ? {} : { targetLanguage }) },
          clock,
        );
      }
      case 'endSession': {
        // What a person gave as a reason is theirs: the log keeps it under a redacted key.
        const why = message.reason === undefined ? {} : { pii: message.reason, reasonChars: message.reason.length };
        this.#logOf(connection).info('end_session', 'the speaker ended the session', why);
        session.end('ended', connectionId);
        return undefined;
      }
      case 'createSession':
      case 'joinSession':
      case 'sendAudio':
      case 'heartbeat':
        return undefined;
      default:
        return session.control(message, clock.unixNow());
    }
  }

  #create(
    connection: ClientConnection,
    message: Extract<ClientMessage, { action: 'createSession' }>,
  ): Answer | Promise<Answer> {
    const { clock } = this.#parts;
    if (connection.seat.role === 'speaker') {
      return sessionCreatedOf(connection.seat.session, connection.connectionId, clock);
    }
    const wish = { sourceLanguage: message.sourceLanguage, qualityTier: message.qualityTier ?? 'standard' };
    return connection.takeSeat(async () => {
      const created = await this.#seating.createForSpeaker(wish, connection.facts.userId);
      if (!created.ok) return created.refusal;
      if (created.session === undefined) return undefined;
      if (connection.isOpen) return this.#seating.seatSpeaker(connection, created.session);
      // The client has gone while its session was made: nobody will ever speak in it.
      created.session.end('ended');
      return undefined;
    });
  }

  #join(
    connection: ClientConnection,
    message: Extract<ClientMessage, { action: 'joinSession' }>,
  ): Answer | Promise<Answer> {
    const { clock, config } = this.#parts;
    const { facts, seat, connectionId } = connection;
    const { sessionId, targetLanguage } = message;
    if (seat.role !== 'listener') {
      return connection.takeSeat(async () => {
        const found = await this.#seating.findToJoin(sessionId, targetLanguage, { address: facts.sourceIp });
        if (!found.ok) return found.refusal;
        if (found.session === undefined || !connection.isOpen) return undefined;
        return this.#seating.seatListener(connection, found.session, targetLanguage, NO_REFRESH);
      });
    }
    const { session } = seat;
    if (session.facts.sessionId !== sessionId) return refusal('INVALID_PARAMETER', { parameter: 'sessionId' });
    const unsupported = refuseLanguage(targetLanguage, config.targetLanguages);
    if (unsupported) return unsupported;
    session.changeLanguage(connectionId, targetLanguage);
    if (!connection.isReplaced) connection.targetLanguage = targetLanguage;
    return sessionJoinedOf(session, { connectionId, targetLanguage }, clock);
  }

  #logOf({ seat }: ClientConnection): LogPort {
    const { log } = this.#parts;
    return seat.role === 'none' ? log : log.forSession(seat.session.facts.sessionId);
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

  #seconds(): number {
    return wireSeconds(this.#parts.clock.unixNow());
  }
}

const SEND_AUDIO = /"action"\s*:\s*"sendAudio"/;
const RATE_LOG_EVERY_MS = 1_000;
const NO_REFRESH = { isRefresh: false, replaces: undefined };
