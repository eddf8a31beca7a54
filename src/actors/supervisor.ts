/**
 * Every live session, one root actor each, in a Map: a crash of one ends that one and nothing else. It makes them, finds
 * them, and forgets them when they are over.
 */

import { type Refusal, refusal } from '../protocol/errors.ts';
import type { QualityTier } from '../protocol/languages.ts';
import { wireSeconds } from '../protocol/server-messages.ts';
import type { RecordStorePort } from './ports.ts';
import { Session } from './session.ts';
import type { SessionFacts, SessionPorts } from './session-ports.ts';
import { sessionRecordOf } from './session-rows.ts';

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
}

/** How many ids are drawn before the table is taken to be the trouble. */
const MAX_DRAWS = 8;
/** Ended ids remembered, so that a late client hears "ended" and not "unknown"; the oldest is forgotten. */
const MAX_ENDED = 10_000;

export class Supervisor {
  readonly #ports: SessionPorts;
  readonly #store: RecordStorePort;
  readonly #sessions = new Map<string, Session>();
  /** The live session of each user. */
  readonly #byUser = new Map<string, string>();
  /** What is being made for each user. */
  readonly #creating = new Map<string, Promise<Created>>();
  readonly #ended = new Set<string>();
  #whenEmpty: (() => void)[] = [];

  constructor({ ports, store }: SupervisorParts) {
    this.#ports = ports;
    this.#store = store;
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
   * Makes a session. A user has one: another is refused while the first one's speaker is present; when its speaker is
   * away or never came, the first is ended.
   */
  async create(request: CreateRequest): Promise<Created> {
    const { userId } = request;
    const underWay = this.#creating.get(userId);
    if (underWay) {
      // Its speaker is on the way: of two creations at a time the first one counts.
      const first = await underWay;
      return first.ok ? alreadyHas(first.session) : first;
    }
    const existing = this.#sessions.get(this.#byUser.get(userId) ?? '');
    if (existing?.isSpeakerPresent) return alreadyHas(existing);
    existing?.end('ended');
    const creating = this.#make(request);
    this.#creating.set(userId, creating);
    return creating;
  }

  /** Never rejects. */
  async #make(request: CreateRequest): Promise<Created> {
    try {
      const facts = await this.#reserve(request);
      return { ok: true, session: this.#start(facts) };
    } catch (error) {
      this.#ports.metrics.count('DynamoDBErrors', 1, { operation: 'createSession' });
      this.#ports.log.error('create_session', 'session not created', {
        code: 'SERVICE_UNAVAILABLE',
        error: error instanceof Error ? error.name : 'unknown',
      });
      return { ok: false, refusal: refusal('SERVICE_UNAVAILABLE', { service: 'DynamoDB' }) };
    } finally {
      this.#creating.delete(request.userId);
    }
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
    this.#byUser.set(facts.userId, facts.sessionId);
    session.start();
    return session;
  }

  #forget({ facts: { sessionId, userId } }: Session): void {
    this.#sessions.delete(sessionId);
    if (this.#byUser.get(userId) === sessionId) this.#byUser.delete(userId);
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

function alreadyHas({ facts: { sessionId } }: Session): Created {
  return { ok: false, refusal: refusal('SESSION_EXISTS', { sessionId }) };
}
