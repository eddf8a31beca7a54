/** What each action does once its message has passed the checks: the last step of the contract's order. */
import type { ClientMessage } from '../../protocol/client-messages.ts';
import { type Refusal, refusal } from '../../protocol/errors.ts';
import { type ServerMessage, wireSeconds } from '../../protocol/server-messages.ts';
import type { AppContext } from '../boot/app-context.ts';
import type { Admission } from './admission.ts';
import type { AudioRoute } from './audio-route.ts';
import type { ClientConnection } from './client-connection.ts';
import { refreshCompleteOf, sessionCreatedOf, sessionJoinedOf } from './join-responses.ts';
import { refuseLanguage } from './languages-offered.ts';

/** What the sender is told; undefined where it is nothing, or has been said already. */
export type Answer = ServerMessage | Refusal | undefined;

const NO_REFRESH = { isRefresh: false, replaces: undefined };

export class MessageActions {
  readonly #parts: AppContext;
  readonly #seating: Admission;
  readonly #audio: AudioRoute;

  constructor(parts: AppContext, seating: Admission, audio: AudioRoute) {
    this.#parts = parts;
    this.#seating = seating;
    this.#audio = audio;
  }

  /** @param receivedAt monotonic ms. */
  act(connection: ClientConnection, message: ClientMessage, receivedAt: number): Answer | Promise<Answer> {
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
    const { clock, config, log } = this.#parts;
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
        connection.logUnder(log).info('end_session', 'the speaker ended the session', why);
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
    return this.#seatCreator(connection, wish);
  }

  async #seatCreator(
    connection: ClientConnection,
    wish: Parameters<Admission['createForSpeaker']>[0],
  ): Promise<Answer> {
    const created = await this.#seating.createForSpeaker(wish, connection.facts.userId);
    if (!created.ok) return created.refusal;
    if (created.session === undefined) return undefined;
    if (connection.isOpen) return this.#seating.seatSpeaker(connection, created.session);
    // The client has gone while its session was made: nobody will ever speak in it.
    created.session.end('ended');
    return undefined;
  }

  #join(
    connection: ClientConnection,
    message: Extract<ClientMessage, { action: 'joinSession' }>,
  ): Answer | Promise<Answer> {
    const { clock, config } = this.#parts;
    const { seat, connectionId } = connection;
    const { sessionId, targetLanguage } = message;
    if (seat.role !== 'listener') {
      return this.#seatListener(connection, message);
    }
    const { session } = seat;
    if (session.facts.sessionId !== sessionId) return refusal('INVALID_PARAMETER', { parameter: 'sessionId' });
    const unsupported = refuseLanguage(targetLanguage, config.targetLanguages);
    if (unsupported) return unsupported;
    if (connection.isReplaced) return refusal('CONNECTION_NOT_FOUND', { reason: 'replaced' });
    session.changeLanguage(connectionId, targetLanguage);
    connection.targetLanguage = targetLanguage;
    return sessionJoinedOf(session, { connectionId, targetLanguage }, clock);
  }

  async #seatListener(
    connection: ClientConnection,
    { sessionId, targetLanguage }: { readonly sessionId: string; readonly targetLanguage: string },
  ): Promise<Answer> {
    const found = await this.#seating.findToJoin(sessionId, targetLanguage, { address: connection.facts.sourceIp });
    if (!found.ok) return found.refusal;
    if (found.session === undefined || !connection.isOpen) return undefined;
    return this.#seating.seatListener(connection, found.session, targetLanguage, NO_REFRESH);
  }

  #seconds(): number {
    return wireSeconds(this.#parts.clock.unixNow());
  }
}
