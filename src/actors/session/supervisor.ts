/**
 * Every live session, one root actor each, in a Map: a crash of one ends that one and nothing else. It makes them, finds
 * them, and forgets them when they are over.
 */
import { type Refusal, refusal } from '../../protocol/errors.ts';
import { wireSeconds } from '../../protocol/server-messages.ts';
import type { RecordStorePort, SessionRecord } from '../ports/records.ts';
import { failureOfStore, refusalOfStore } from '../records/store-error.ts';
import { refusalForOutage } from '../resilience/outage.ts';
import { noFreeStream, StreamSlots } from '../resilience/stream-slots.ts';
import { EndedSessions } from './ended-sessions.ts';
import { MultiMap } from './multi-map.ts';
import { Session, type SessionParts } from './session.ts';
import type { SessionPorts } from './session-ports.ts';
import { type CreateRequest, FIRST_VERSION, reserveSession } from './session-reservation.ts';

export type Created =
  | { readonly ok: true; readonly session: Session }
  | { readonly ok: false; readonly refusal: Refusal };

export interface SupervisorParts {
  readonly ports: SessionPorts;
  readonly store: RecordStorePort;
  /** Sessions that may have a transcription stream now; the settings' number unless given. */
  readonly maxStreams?: () => number;
  /** Says why a user may not make another session now; asked once per session that would be made. */
  readonly refuseCreation?: (userId: string) => Refusal | undefined;
}

/** Ended ids remembered. */
const MAX_ENDED = 10_000;

export class Supervisor {
  readonly #ports: SessionPorts;
  readonly #store: RecordStorePort;
  readonly #sessions = new Map<string, Session>();
  readonly #refuseCreation: (userId: string) => Refusal | undefined;
  /** The live sessions of each user, the oldest first. */
  readonly #byUser = new MultiMap<string, Session>();
  /** What is being made for each user, the oldest first. */
  readonly #creating = new MultiMap<string, Promise<Created>>();
  /** What is being rebuilt, by session id. */
  readonly #resuming = new Map<string, Promise<Created>>();
  readonly #ended = new EndedSessions(MAX_ENDED);
  readonly #admission: StreamSlots;
  #whenEmpty: (() => void)[] = [];
  /** Everybody has been sent away, and told to wait so long (ms). */
  #suspendedFor: number | undefined;

  constructor({ ports, store, maxStreams, refuseCreation = () => undefined }: SupervisorParts) {
    this.#ports = ports;
    this.#admission = new StreamSlots(maxStreams ?? (() => ports.settings.maxStreams));
    this.#store = store;
    this.#refuseCreation = refuseCreation;
  }

  get count(): number {
    return this.#sessions.size;
  }

  /** Sessions that may still go on the air. */
  get freeStreams(): number {
    return Math.max(0, this.#admission.limit - this.#admission.taken);
  }

  sessions(): Session[] {
    return [...this.#sessions.values()];
  }

  /** Of every session that is not over: the tables have come back, perhaps empty. */
  rewriteRows(): void {
    for (const session of this.#sessions.values()) session.rewriteRows();
  }

  /** One that is ending is there too, until it is over. */
  held(sessionId: string): Session | undefined {
    return this.#sessions.get(sessionId);
  }

  /** @returns the session while it is live, else SESSION_NOT_FOUND with `details.reason` unknown or ended. */
  find(sessionId: string): Created {
    const session = this.#sessions.get(sessionId);
    if (session?.isLive) return { ok: true, session };
    const reason = session !== undefined || this.#ended.has(sessionId) ? 'ended' : 'unknown';
    return { ok: false, refusal: refusal('SESSION_NOT_FOUND', { reason }) };
  }

  /**
   * The session for a client that comes (back) to it: live, or rebuilt from its row when a restart has interrupted it.
   * Never rejects.
   */
  async findOrResume(sessionId: string): Promise<Created> {
    const found = this.find(sessionId);
    if (found.ok || this.#sessions.has(sessionId) || this.#ended.has(sessionId)) return found;
    // Several of its clients come back at once.
    const underWay = this.#resuming.get(sessionId);
    if (underWay) return underWay;
    const resuming = this.#resume(sessionId).finally(() => this.#resuming.delete(sessionId));
    this.#resuming.set(sessionId, resuming);
    return resuming;
  }

  /** What the row says of a session that is not live here; for those who only ask. Never rejects. */
  async lookUp(
    sessionId: string,
  ): Promise<{ readonly ok: true; readonly record: SessionRecord } | Extract<Created, { ok: false }>> {
    const gone = (reason: 'unknown' | 'ended') =>
      ({ ok: false, refusal: refusal('SESSION_NOT_FOUND', { reason }) }) as const;
    if (this.#ended.has(sessionId)) return gone('ended');
    try {
      const record = await this.#store.getSession(sessionId);
      if (record === undefined) return gone('unknown');
      // Ended for good: nobody has to ask the table for it again.
      if (!record.isActive) this.#ended.add(sessionId);
      // The table may keep an expired row for days.
      const isOver = !record.isActive || record.expiresAt <= wireSeconds(this.#ports.clock.unixNow());
      return isOver ? gone('ended') : { ok: true, record };
    } catch (error) {
      return this.#failed(error, 'getSession');
    }
  }

  /**
   * Makes a session. A user has `maxSessionsPerUser`: another is refused while the speakers of all of them are present;
   * one whose speaker is away or never came is ended for it.
   */
  async create(request: CreateRequest): Promise<Created> {
    const { userId } = request;
    const { maxSessionsPerUser } = this.#ports.settings;
    const underWay = this.#creating.of(userId);
    const existing = this.#byUser.of(userId).filter(({ isLive }) => isLive);
    const attended = existing.filter(({ isSpeakerPresent }) => isSpeakerPresent);
    if (attended.length + underWay.length >= maxSessionsPerUser) {
      if (attended[0]) return alreadyHas(attended[0]);
      for (const creating of underWay) {
        // Its speaker is on the way: of several creations at a time the first ones count.
        const made = await creating;
        return made.ok ? alreadyHas(made.session) : made;
      }
    }
    // First what does not count against the user, and before anything is ended for a session that cannot be.
    const refused = refusalForOutage(this.#ports.circuits, this.#admission) ?? this.#refuseCreation(userId);
    if (refused) return { ok: false, refusal: refused };
    const unattended = existing.filter((session) => !attended.includes(session));
    const tooMany = Math.max(0, existing.length + underWay.length + 1 - maxSessionsPerUser);
    for (const session of unattended.slice(0, tooMany)) session.end('ended');
    const creating = this.#make(request);
    this.#creating.add(userId, creating);
    void creating.then(() => this.#creating.remove(userId, creating));
    return creating;
  }

  /** Never rejects. */
  async #make(request: CreateRequest): Promise<Created> {
    try {
      const isTaken = (sessionId: string) => this.#sessions.has(sessionId);
      const facts = await reserveSession(request, { ...this.#ports, store: this.#store, isTaken });
      return this.#begin({ facts, version: FIRST_VERSION });
    } catch (error) {
      return this.#failed(error, 'createSession');
    }
  }

  /** Never rejects. */
  async #resume(sessionId: string): Promise<Created> {
    const looked = await this.lookUp(sessionId);
    if (!looked.ok) return looked;
    const { record } = looked;
    const { clock, log, node } = this.#ports;
    const epoch = record.epoch + 1;
    const version = record.version + 1;
    const { speakerConnectionId: _, ...kept } = record;
    try {
      // On condition that nobody else has taken it up meanwhile.
      const resumed = { ...kept, epoch, version, ownerNode: node, listenerCount: 0, updatedAt: clock.unixNow() };
      if (!(await this.#store.claimSession(resumed, record))) {
        return { ok: false, refusal: refusal('SERVICE_UNAVAILABLE', { service: 'session' }, 'Another server has it.') };
      }
    } catch (error) {
      return this.#failed(error, 'claimSession');
    }
    const { speakerUserId: userId, sourceLanguage, qualityTier, createdAt, expiresAt } = record;
    const facts = { sessionId, userId, sourceLanguage, qualityTier, createdAt, expiresAt, epoch };
    const begun = this.#begin({ facts, version, resumed: record.broadcastState });
    if (begun.ok) log.forSession(sessionId).info('resume_session', 'session taken up again', { epoch });
    return begun;
  }

  #failed(error: unknown, operation: string): Extract<Created, { ok: false }> {
    this.#ports.metrics.count('DynamoDBErrors', 1, { operation });
    const refused = refusalOfStore(error);
    this.#ports.log.error('keep_session', 'session table failed', {
      code: refused.code,
      operation,
      ...failureOfStore(error),
    });
    return { ok: false, refusal: refused };
  }

  /**
   * Before a speaker is seated: from its first coming to its end a session has one of the transcription streams.
   * @returns why it cannot be seated; nothing for one that has its stream already.
   */
  admitSpeaker({ facts: { sessionId } }: Session): Refusal | undefined {
    // One that is over would never give it back.
    if (!this.#sessions.has(sessionId) || this.#admission.take(sessionId)) return undefined;
    return noFreeStream(this.#admission.limit);
  }

  /**
   * Sends everybody away to come back, once what was said has been forwarded; for the end of the process. What is still
   * being made goes the same way.
   */
  suspendAll(retryAfterMs: number): Promise<void> {
    this.#suspendedFor = retryAfterMs;
    for (const session of this.sessions()) session.suspend(retryAfterMs);
    if (this.#sessions.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#whenEmpty.push(resolve));
  }

  /** Held before it is started: a crash while starting settles at once. */
  #begin(parts: Pick<SessionParts, 'facts' | 'version' | 'resumed'>): Created {
    const session = new Session({ ...parts, ports: this.#ports, onEnded: (ended) => this.#forget(ended) });
    this.#sessions.set(parts.facts.sessionId, session);
    this.#byUser.add(parts.facts.userId, session);
    session.start();
    if (this.#suspendedFor === undefined) return { ok: true, session };
    // Its row stays active: whoever asked for it finds it after the restart.
    session.suspend(this.#suspendedFor);
    return { ok: false, refusal: refusal('SERVICE_UNAVAILABLE', { service: 'draining' }, 'The server is draining.') };
  }

  #forget(session: Session): void {
    const { sessionId, userId } = session.facts;
    this.#sessions.delete(sessionId);
    this.#admission.release(sessionId);
    this.#byUser.remove(userId, session);
    if (!session.isSuperseded) this.#ended.add(sessionId);
    if (this.#sessions.size > 0) return;
    const callbacks = this.#whenEmpty;
    this.#whenEmpty = [];
    for (const callback of callbacks) callback();
  }
}

function alreadyHas({ facts: { sessionId } }: Session): Created {
  return { ok: false, refusal: refusal('SESSION_EXISTS', { sessionId }) };
}
