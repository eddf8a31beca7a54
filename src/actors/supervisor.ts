/**
 * Every live session, one root actor each, in a Map: a crash of one ends that one and nothing else. It makes them, finds
 * them, and forgets them when they are over.
 */

import { type Refusal, refusal } from '../protocol/errors.ts';
import type { QualityTier } from '../protocol/languages.ts';
import { wireSeconds } from '../protocol/server-messages.ts';
import { refusalForOutage } from './outage.ts';
import type { RecordStorePort } from './ports.ts';
import { Session } from './session.ts';
import type { SessionFacts, SessionPorts } from './session-ports.ts';
import { sessionRecordOf } from './session-rows.ts';
import { failureOfStore, refusalOfStore } from './store-error.ts';
import { noFreeStream, StreamAdmission } from './stream-admission.ts';

export interface CreateRequest {
  readonly userId: string;
  readonly sourceLanguage: string;
  readonly qualityTier: QualityTier;
}

export type Created =
  | { readonly ok: true; readonly session: Session }
  | { readonly ok: false; readonly refusal: Refusal };

export interface SupervisorParts {
  readonly ports: SessionPorts;
  readonly store: RecordStorePort;
  /** Says why a user may not make another session now; asked once per session that would be made. */
  readonly refuseCreation?: (userId: string) => Refusal | undefined;
}

/** How many ids are drawn before the table is taken to be the trouble. */
const MAX_DRAWS = 8;
/** Ended ids remembered, so that a late client hears "ended" and not "unknown"; the oldest is forgotten. */
const MAX_ENDED = 10_000;

export class Supervisor {
  readonly #ports: SessionPorts;
  readonly #store: RecordStorePort;
  readonly #sessions = new Map<string, Session>();
  readonly #refuseCreation: (userId: string) => Refusal | undefined;
  /** The live sessions of each user, the oldest first. */
  readonly #byUser = new Map<string, Set<Session>>();
  /** What is being made for each user, the oldest first. */
  readonly #creating = new Map<string, Set<Promise<Created>>>();
  readonly #ended = new Set<string>();
  readonly #admission: StreamAdmission;
  #whenEmpty: (() => void)[] = [];

  constructor({ ports, store, refuseCreation = () => undefined }: SupervisorParts) {
    this.#ports = ports;
    this.#admission = new StreamAdmission(ports.settings.maxStreams);
    this.#store = store;
    this.#refuseCreation = refuseCreation;
  }

  get count(): number {
    return this.#sessions.size;
  }

  sessions(): Session[] {
    return [...this.#sessions.values()];
  }

  /** @returns the session while it is live, else SESSION_NOT_FOUND with `details.reason` unknown or ended. */
  find(sessionId: string): Created {
    const session = this.#sessions.get(sessionId);
    if (session?.isLive) return { ok: true, session };
    const reason = session !== undefined || this.#ended.has(sessionId) ? 'ended' : 'unknown';
    return { ok: false, refusal: refusal('SESSION_NOT_FOUND', { reason }) };
  }

  /**
   * Makes a session. A user has `maxSessionsPerUser`: another is refused while the speakers of all of them are present;
   * one whose speaker is away or never came is ended for it.
   */
  async create(request: CreateRequest): Promise<Created> {
    const { userId } = request;
    const { maxSessionsPerUser } = this.#ports.settings;
    const underWay = [...(this.#creating.get(userId) ?? [])];
    const existing = [...(this.#byUser.get(userId) ?? [])].filter(({ isLive }) => isLive);
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
    addTo(this.#creating, userId, creating);
    void creating.then(() => takeFrom(this.#creating, userId, creating));
    return creating;
  }

  /** Never rejects. */
  async #make(request: CreateRequest): Promise<Created> {
    try {
      const facts = await this.#reserve(request);
      return { ok: true, session: this.#start(facts) };
    } catch (error) {
      this.#ports.metrics.count('DynamoDBErrors', 1, { operation: 'createSession' });
      const refused = refusalOfStore(error);
      this.#ports.log.error('create_session', 'session not created', { code: refused.code, ...failureOfStore(error) });
      return { ok: false, refusal: refused };
    }
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

  /** Sends everybody away to come back, once what was said has been forwarded; for the end of the process. */
  suspendAll(retryAfterMs: number): Promise<void> {
    for (const session of this.sessions()) session.suspend(retryAfterMs);
    if (this.#sessions.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#whenEmpty.push(resolve));
  }

  /** Takes an id nobody has, by a conditional write. */
  async #reserve({ userId, sourceLanguage, qualityTier }: CreateRequest): Promise<SessionFacts> {
    const { clock, identifiers, settings } = this.#ports;
    for (let draw = 0; draw < MAX_DRAWS; draw += 1) {
      const createdAt = Math.floor(clock.now());
      const facts: SessionFacts = {
        sessionId: identifiers.sessionId(),
        userId,
        sourceLanguage,
        qualityTier,
        createdAt,
        expiresAt: wireSeconds(createdAt + settings.session.lifeMs),
        epoch: 0,
      };
      const record = sessionRecordOf(
        facts,
        {
          isActive: true,
          broadcastState: {
            isActive: true,
            isPaused: false,
            isMuted: false,
            volume: 1,
            lastStateChange: wireSeconds(createdAt),
          },
          listenerCount: 0,
          speakerConnectionId: undefined,
        },
        1,
        createdAt,
      );
      if (!this.#sessions.has(facts.sessionId) && (await this.#store.createSession(record))) return facts;
    }
    throw new Error(`no free session id in ${MAX_DRAWS} draws`);
  }

  #start(facts: SessionFacts): Session {
    const session = new Session({ facts, ports: this.#ports, version: 1, onEnded: (ended) => this.#forget(ended) });
    // Before start(): a crash while starting settles at once.
    this.#sessions.set(facts.sessionId, session);
    addTo(this.#byUser, facts.userId, session);
    session.start();
    return session;
  }

  #forget(session: Session): void {
    const { sessionId, userId } = session.facts;
    this.#sessions.delete(sessionId);
    this.#admission.release(sessionId);
    takeFrom(this.#byUser, userId, session);
    this.#ended.add(sessionId);
    for (const oldest of this.#ended) {
      if (this.#ended.size <= MAX_ENDED) break;
      this.#ended.delete(oldest);
    }
    if (this.#sessions.size > 0) return;
    const callbacks = this.#whenEmpty;
    this.#whenEmpty = [];
    for (const callback of callbacks) callback();
  }
}

function addTo<T>(map: Map<string, Set<T>>, key: string, value: T): void {
  map.set(key, (map.get(key) ?? new Set<T>()).add(value));
}

/** An empty set leaves nothing behind. */
function takeFrom<T>(map: Map<string, Set<T>>, key: string, value: T): void {
  const values = map.get(key);
  values?.delete(value);
  if (values?.size === 0) map.delete(key);
}

function alreadyHas({ facts: { sessionId } }: Session): Created {
  return { ok: false, refusal: refusal('SESSION_EXISTS', { sessionId }) };
}
