/** Carries out the action of a message that has passed all checks. */
import type { ClockPort } from '../../actors/ports/clock.ts';
import type { LogPort } from '../../actors/ports/telemetry.ts';
import type { SegmentJourneys } from '../../actors/speech/segment-journeys.ts';
import type { ClientMessage } from '../../protocol/client-messages.ts';
import { type Refusal, refusal } from '../../protocol/errors.ts';
import { type ServerMessage, wireSeconds } from '../../protocol/server-messages.ts';
import type { Admission } from './admission.ts';
import type { AudioRoute } from './audio-route.ts';
import type { ClientConnection } from './client-connection.ts';
import { toRefreshComplete, toSessionCreated, toSessionJoined } from './join-responses.ts';
import { refuseLanguage } from './languages-offered.ts';

/** The answer to the sender. Undefined: none, or it has been sent already. */
export type Answer = ServerMessage | Refusal | undefined;

export interface MessageActionsDeps {
  readonly clock: Pick<ClockPort, 'unixNow'>;
  readonly log: LogPort;
  /** Languages offered to listeners. */
  readonly targetLanguages: readonly string[];
  readonly admission: Pick<Admission, 'createForSpeaker' | 'findToJoin' | 'seatListener' | 'seatSpeaker'>;
  readonly audio: Pick<AudioRoute, 'accept' | 'decode'>;
  readonly segmentJourneys: Pick<SegmentJourneys, 'reported'>;
}

export class MessageActions {
  readonly #deps: MessageActionsDeps;

  constructor(deps: MessageActionsDeps) {
    this.#deps = deps;
  }

  /** @param receivedAt monotonic ms. */
  act(connection: ClientConnection, message: ClientMessage, receivedAt: number): Answer | Promise<Answer> {
    switch (message.action) {
      case 'createSession':
        return this.#create(connection, message);
      case 'joinSession':
        return this.#join(connection, message);
      case 'sendAudio': {
        const { audio } = this.#deps;
        const pcm = audio.decode(message.audioData);
        return pcm instanceof Uint8Array ? audio.accept(connection, pcm, receivedAt) : pcm;
      }
      case 'heartbeat': {
        const { timestamp } = message;
        // JSON.parse reads a number such as 1e999 as Infinity, which JSON cannot express.
        const isNumber = typeof timestamp === 'number' && Number.isFinite(timestamp);
        const echo = isNumber ? { clientTimestamp: timestamp } : {};
        return { type: 'heartbeatAck', timestamp: this.#seconds(), ...echo };
      }
      default:
        return this.#actInSession(connection, message, receivedAt);
    }
  }

  #actInSession(connection: ClientConnection, message: ClientMessage, receivedAt: number): Answer {
    const { clock, log, targetLanguages } = this.#deps;
    const { seat, connectionId } = connection;
    if (seat.role === 'none') return refusal('CONNECTION_NOT_FOUND');
    // Listeners of a session that has ended stay for the last sentence, and tell when they heard it.
    if (message.action === 'playbackReport') {
      if (seat.role === 'listener') this.#deps.segmentJourneys.reported(seat, message, receivedAt);
      return undefined;
    }
    if (!seat.isLive) return refusal('SESSION_NOT_FOUND', { reason: 'ended' });
    const head = { sessionId: seat.sessionId, timestamp: this.#seconds() };
    switch (message.action) {
      case 'pausePlayback':
        return { type: 'playbackPaused', ...head };
      case 'changeLanguage': {
        const unsupported = refuseLanguage(message.targetLanguage, targetLanguages);
        if (unsupported) return unsupported;
        if (connection.isReplaced) return refusal('CONNECTION_NOT_FOUND', { reason: 'replaced' });
        if (seat.role === 'listener') void seat.changeLanguage(message.targetLanguage);
        connection.targetLanguage = message.targetLanguage;
        return { type: 'languageChanged', ...head, targetLanguage: message.targetLanguage };
      }
      case 'refreshConnection': {
        connection.lifecycle?.refreshed();
        const targetLanguage = seat.role === 'listener' ? seat.targetLanguage : undefined;
        return toRefreshComplete(
          seat.broadcast,
          { role: seat.role, connectionId, ...(targetLanguage === undefined ? {} : { targetLanguage }) },
          clock,
        );
      }
      case 'endSession': {
        // The reason is the speaker's own text, so it is logged under a key that is redacted.
        const why = message.reason === undefined ? {} : { pii: message.reason, reasonChars: message.reason.length };
        connection.logUnder(log).info('end_session', 'the speaker ended the session', why);
        if (seat.role === 'speaker') seat.end('ended');
        return undefined;
      }
      case 'createSession':
      case 'joinSession':
      case 'sendAudio':
      case 'heartbeat':
        return undefined;
      case 'getSessionStatus':
        return seat.role === 'speaker' ? seat.status() : undefined;
      default:
        return seat.role === 'speaker' ? seat.control(message, clock.unixNow()) : undefined;
    }
  }

  #create(
    connection: ClientConnection,
    message: Extract<ClientMessage, { action: 'createSession' }>,
  ): Answer | Promise<Answer> {
    const { clock } = this.#deps;
    if (connection.seat.role === 'speaker') {
      return toSessionCreated(connection.seat.session, connection.connectionId, clock);
    }
    const { sourceLanguage, qualityTier = 'standard', segments } = message;
    return this.#seatCreator(connection, { sourceLanguage, qualityTier, segments });
  }

  async #seatCreator(
    connection: ClientConnection,
    request: Parameters<Admission['createForSpeaker']>[0],
  ): Promise<Answer> {
    const created = await this.#deps.admission.createForSpeaker(request, connection.info.userId);
    if (!created.ok) return created.refusal;
    if (created.session === undefined) return undefined;
    if (connection.isOpen) return this.#deps.admission.seatSpeaker(connection, created.session);
    // The client disconnected while its session was created. Nobody else can speak in it.
    void created.session.end('ended');
    return undefined;
  }

  #join(
    connection: ClientConnection,
    message: Extract<ClientMessage, { action: 'joinSession' }>,
  ): Answer | Promise<Answer> {
    const { clock, targetLanguages } = this.#deps;
    const { seat, connectionId } = connection;
    const { sessionId, targetLanguage } = message;
    if (seat.role !== 'listener') {
      return this.#seatListener(connection, message);
    }
    if (seat.sessionId !== sessionId) return refusal('INVALID_PARAMETER', { parameter: 'sessionId' });
    const unsupported = refuseLanguage(targetLanguage, targetLanguages);
    if (unsupported) return unsupported;
    if (connection.isReplaced) return refusal('CONNECTION_NOT_FOUND', { reason: 'replaced' });
    void seat.changeLanguage(targetLanguage);
    connection.targetLanguage = targetLanguage;
    return toSessionJoined(seat.broadcast, { connectionId, targetLanguage }, clock);
  }

  async #seatListener(
    connection: ClientConnection,
    { sessionId, targetLanguage }: { readonly sessionId: string; readonly targetLanguage: string },
  ): Promise<Answer> {
    const found = await this.#deps.admission.findToJoin(sessionId, targetLanguage, {
      address: connection.info.sourceIp,
    });
    if (!found.ok) return found.refusal;
    if (found.session === undefined || !connection.isOpen) return undefined;
    return this.#deps.admission.seatListener(connection, found.session, targetLanguage, { isRefresh: false });
  }

  #seconds(): number {
    return wireSeconds(this.#deps.clock.unixNow());
  }
}
