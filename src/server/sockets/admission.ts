/**
 * Gives a connection its seat: speaker of a session that it creates, attaches to or comes back to, or listener of a
 * session.
 */
import { randomUUID } from 'node:crypto';
import { ListenerSeat } from '../../actors/listeners/listener-seat.ts';
import type { ClockPort } from '../../actors/ports/clock.ts';
import type { LogPort } from '../../actors/ports/telemetry.ts';
import type { StreamSlots } from '../../actors/resilience/stream-slots.ts';
import type { Session } from '../../actors/session/session.ts';
import type { SessionCreation } from '../../actors/session/session-creation.ts';
import type { SessionHost } from '../../actors/session/session-host.ts';
import type { CreateRequest } from '../../actors/session/session-reservation.ts';
import { SpeakerSeat } from '../../actors/session/speaker-seat.ts';
import { errorBody, type Refusal, refusal } from '../../protocol/errors.ts';
import type { ServerMessage } from '../../protocol/server-messages.ts';
import { isSessionId } from '../../protocol/session-id.ts';
import type { SessionLookups } from '../http/session-lookups.ts';
import type { ClientConnection } from './client-connection.ts';
import type { Intent } from './connect-request.ts';
import { toRefreshComplete, toSessionCreated, toSessionJoined } from './join-responses.ts';
import type { KnownListener } from './known-listeners.ts';
import { refuseLanguage } from './languages-offered.ts';

/** How long a session may have one listener too many, ms. A replaced socket closes within this time. */
const OVERFILL_MS = 10_000;

export interface AdmissionDeps {
  readonly clock: Pick<ClockPort, 'now' | 'setTimeout' | 'unixNow'>;
  readonly log: LogPort;
  readonly creation: Pick<SessionCreation, 'create'>;
  readonly slots: Pick<StreamSlots, 'admit'>;
  readonly host: Pick<SessionHost, 'roomOf'>;
  readonly lookups: Pick<SessionLookups, 'toJoin' | 'toOwn' | 'toReturn'>;
  /** @returns why nobody can speak on this server now, or undefined. */
  readonly refuseSpeech: () => Refusal | undefined;
  /** Languages that speakers may use now. */
  readonly sourceLanguages: () => readonly string[];
  /** Languages offered to listeners. */
  readonly targetLanguages: readonly string[];
  /** Limit for one session. */
  readonly maxListeners: number;
}

export type Prepared =
  | { readonly ok: true; readonly session: Session | undefined; readonly targetLanguage?: string }
  | { readonly ok: false; readonly refusal: Refusal };

/** What a client wants of a new session. */
export type SessionWanted = Omit<CreateRequest, 'userId'>;

const refused = (given: Refusal): Prepared => ({ ok: false, refusal: given });

/** The client that wants a seat. */
export interface Caller {
  readonly address: string;
  /** The verified token's subject. */
  readonly userId: string | undefined;
  /** The listener that this client was before, if it named a former connection of this session. */
  readonly returning?: KnownListener | undefined;
}

export class Admission {
  readonly #deps: AdmissionDeps;

  constructor(deps: AdmissionDeps) {
    this.#deps = deps;
  }

  /** Makes all checks that can refuse before the socket is opened. A created session has no speaker until `take`. */
  async prepare(intent: Intent, caller: Caller): Promise<Prepared> {
    const { address, userId } = caller;
    switch (intent.kind) {
      case 'wait':
        return { ok: true, session: undefined };
      case 'create':
        return this.createForSpeaker(intent, userId);
      case 'attach': {
        if (userId === undefined) return refused(refusal('INVALID_TOKEN', { reason: 'missing' }));
        const { lookups, slots } = this.#deps;
        const found = await lookups.toOwn(intent.sessionId, { address, userId });
        if (!found.ok) return found;
        if (found.session.info.userId !== userId) return refused(refusal('FORBIDDEN'));
        const noStream = slots.admit(found.session);
        return noStream ? refused(noStream) : found;
      }
      case 'join':
        return this.findToJoin(
          intent.sessionId,
          intent.targetLanguage ?? caller.returning?.targetLanguage,
          caller,
          intent.isRefresh,
        );
    }
  }

  async create(request: SessionWanted, userId: string | undefined): Promise<Prepared> {
    const { creation, refuseSpeech, sourceLanguages } = this.#deps;
    if (userId === undefined) return refused(refusal('INVALID_TOKEN', { reason: 'missing' }));
    const unheard = refuseSpeech();
    if (unheard) return refused(unheard);
    const unsupported = refuseLanguage(request.sourceLanguage, sourceLanguages());
    if (unsupported) return refused(unsupported);
    const { sourceLanguage, qualityTier, segments } = request;
    return creation.create({ userId, sourceLanguage, qualityTier, segments });
  }

  /** Creates a session for a socket that will speak. If no transcription stream is free, the session is ended again. */
  async createForSpeaker(request: SessionWanted, userId: string | undefined): Promise<Prepared> {
    const created = await this.create(request, userId);
    if (!created.ok || created.session === undefined) return created;
    const noStream = this.#deps.slots.admit(created.session);
    if (noStream === undefined) return created;
    void created.session.end('ended');
    return refused(noStream);
  }

  /** @param isRefresh A client that refreshes already has a place, so a full session does not refuse it. */
  async findToJoin(
    sessionId: string,
    targetLanguage: string | undefined,
    { address, returning }: Omit<Caller, 'userId'>,
    isRefresh = false,
  ): Promise<Prepared> {
    const { lookups, targetLanguages } = this.#deps;
    if (!isSessionId(sessionId)) return refused(refusal('INVALID_SESSION_ID', { parameter: 'sessionId' }));
    if (targetLanguage === undefined) {
      return refused(
        refusal('MISSING_PARAMETER', { parameter: 'targetLanguage' }, 'The parameter targetLanguage is missing.'),
      );
    }
    const unsupported = refuseLanguage(targetLanguage, targetLanguages);
    if (unsupported) return refused(unsupported);
    const found = await (returning ? lookups.toReturn(sessionId) : lookups.toJoin(sessionId, address));
    if (!found.ok) return found;
    if (found.session.audience.isFull && !isRefresh) return refused(this.#full());
    return { targetLanguage, ...found };
  }

  /** Seats the open socket as prepared. @returns its first message, or why it is too late. */
  take(connection: ClientConnection, intent: Intent, prepared: Prepared): ServerMessage | Refusal | undefined {
    if (!prepared.ok || prepared.session === undefined) return undefined;
    const { session } = prepared;
    if (intent.kind === 'join') return this.seatListener(connection, session, prepared.targetLanguage ?? '', intent);
    return this.seatSpeaker(connection, session, intent.kind === 'attach' && intent.isRefresh);
  }

  seatSpeaker(connection: ClientConnection, session: Session, isRefresh = false): ServerMessage | Refusal {
    if (!session.isLive) return refusal('SESSION_NOT_FOUND', { reason: 'ended' });
    const noStream = this.#deps.slots.admit(session);
    if (noStream) return noStream;
    const { connectionId } = connection;
    connection.seat = new SpeakerSeat(connection, session, { isRefresh });
    const { clock } = this.#deps;
    return isRefresh
      ? toRefreshComplete(session, { role: 'speaker', connectionId }, clock)
      : toSessionCreated(session, connectionId, clock);
  }

  seatListener(
    connection: ClientConnection,
    session: Session,
    targetLanguage: string,
    { isRefresh }: { isRefresh: boolean },
  ): ServerMessage | Refusal {
    const { clock, host, maxListeners } = this.#deps;
    const { connectionId } = connection;
    const { wantsTranscripts } = connection.info;
    // The socket that has the listener's place now: the named one, or a later one. A new client has no lineage.
    const { lineage } = connection;
    const room = host.roomOf(session.info.sessionId);
    if (room === undefined) return refusal('SESSION_NOT_FOUND', { reason: 'ended' });
    const options = {
      targetLanguage,
      wantsTranscripts,
      replaces: lineage?.holder,
      mayOverfill: isRefresh,
      joinedAt: clock.now(),
    };
    const seat = ListenerSeat.take(connection, session, room, options);
    if (!('role' in seat)) return seat;
    connection.seat = seat;
    connection.targetLanguage = targetLanguage;
    if (lineage) lineage.holder = connectionId;
    if (!isRefresh) return toSessionJoined(session, { connectionId, targetLanguage }, clock);
    if (session.audience.count > maxListeners) this.#watchOverfill(connection, session);
    return toRefreshComplete(session, { role: 'listener', connectionId, targetLanguage }, clock);
  }

  /** A refresh that did not name its old socket may be one listener too many, for a while. */
  #watchOverfill(connection: ClientConnection, session: Session): void {
    const { clock, log, maxListeners } = this.#deps;
    clock.setTimeout(() => {
      const { audience } = session;
      if (!connection.isOpen || audience.count <= maxListeners) return;
      const correlationId = randomUUID();
      log.info('refresh', 'listener closed: session is full', { code: 'SESSION_FULL', errorId: correlationId });
      connection.send(JSON.stringify(errorBody(this.#full(), correlationId, clock.unixNow())));
      connection.close('refused');
    }, OVERFILL_MS);
  }

  #full(): Refusal {
    return refusal('SESSION_FULL', { limit: this.#deps.maxListeners });
  }
}
