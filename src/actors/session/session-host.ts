/**
 * The sessions that live in this process, one root actor each, in a Map: a crash of one ends that one and nothing else. It
 * starts them and forgets them when they are over. It knows no table, no quota and no other process.
 */
import { BoundedMap } from '../../audio/bounded-map.ts';
import { type Refusal, refusal } from '../../protocol/errors.ts';
import type { ListenerRoom } from '../listeners/listener-room.ts';
import { type HostedSession, hostSession } from './hosted-session.ts';
import { MultiMap } from './multi-map.ts';
import type { Session, SessionDeps } from './session.ts';
import type { SessionPorts } from './session-ports.ts';

export type Created =
  | { readonly ok: true; readonly session: Session }
  | { readonly ok: false; readonly refusal: Refusal };

/** Ended ids remembered. */
const MAX_ENDED = 10_000;

export class SessionHost {
  readonly #ports: SessionPorts;
  readonly #onForgotten: (sessionId: string) => void;
  readonly #sessions = new Map<string, HostedSession>();
  /** The live sessions of each user, the oldest first. */
  readonly #byUser = new MultiMap<string, Session>();
  /** Ids of sessions that are over, so that a late client hears "ended" and not "unknown". */
  readonly #ended = new BoundedMap<string, true>(MAX_ENDED);
  #whenEmpty: (() => void)[] = [];
  /** Everybody has been sent away, and told to wait so long (ms). */
  #suspendedFor: number | undefined;

  /** @param onForgotten A session is over, and nothing of it runs in this process any more. */
  constructor(ports: SessionPorts, onForgotten: (sessionId: string) => void) {
    this.#ports = ports;
    this.#onForgotten = onForgotten;
  }

  get count(): number {
    return this.#sessions.size;
  }

  sessions(): Session[] {
    return [...this.#sessions.values()].map(({ session }) => session);
  }

  /** Of one user, the oldest first. One that is ending is among them, until it is over. */
  sessionsOf(userId: string): Session[] {
    return this.#byUser.of(userId);
  }

  /** One that is ending is there too, until it is over. */
  held(sessionId: string): Session | undefined {
    return this.#sessions.get(sessionId)?.session;
  }

  /** The room of its listeners in this process. */
  roomOf(sessionId: string): ListenerRoom | undefined {
    return this.#sessions.get(sessionId)?.room;
  }

  /** @returns the session while it is live, else SESSION_NOT_FOUND with `details.reason` unknown or ended. */
  find(sessionId: string): Created {
    const session = this.held(sessionId);
    if (session?.isLive) return { ok: true, session };
    const reason = session !== undefined || this.hasEnded(sessionId) ? 'ended' : 'unknown';
    return { ok: false, refusal: refusal('SESSION_NOT_FOUND', { reason }) };
  }

  /** It has ended for good, here or by its row; of many, those of late. */
  hasEnded(sessionId: string): boolean {
    return this.#ended.has(sessionId);
  }

  /** Its row says that it has ended for good: nobody has to ask the table for it again. */
  noteEnded(sessionId: string): void {
    this.#ended.set(sessionId, true);
  }

  /** Starts a session whose row is this process's. It is held before it starts: a crash while starting settles at once. */
  begin(deps: Pick<SessionDeps, 'info' | 'version' | 'resumed'>): Created {
    const hosted = hostSession({
      ...{ ...deps, ports: this.#ports },
      onEnded: (ended) => this.#forget(ended),
      onFoundElsewhere: (sessionId) => this.#ended.delete(sessionId),
    });
    const { session } = hosted;
    this.#sessions.set(deps.info.sessionId, hosted);
    this.#byUser.add(deps.info.userId, session);
    session.start();
    if (this.#suspendedFor === undefined) return { ok: true, session };
    // Its row stays active: whoever asked for it finds it after the restart.
    session.ending.suspend(this.#suspendedFor);
    return {
      ok: false,
      refusal: refusal(
        'SERVICE_UNAVAILABLE',
        { service: 'draining' },
        'The server is shutting down. Try again in a second.',
      ),
    };
  }

  /** Of every session that is not over: the tables have come back, perhaps empty. */
  rewriteRows(): void {
    for (const session of this.sessions()) session.rewriteRows();
  }

  /**
   * Sends everybody away to come back, once what was said has been forwarded; for the end of the process. What is still
   * being made goes the same way.
   */
  suspendAll(retryAfterMs: number): Promise<void> {
    this.#suspendedFor = retryAfterMs;
    for (const session of this.sessions()) session.ending.suspend(retryAfterMs);
    if (this.#sessions.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#whenEmpty.push(resolve));
  }

  #forget(session: Session): void {
    const { sessionId, userId } = session.info;
    this.#sessions.delete(sessionId);
    this.#byUser.remove(userId, session);
    // It lives on in another process: clients that come back here must find it there.
    if (!session.ending.isElsewhere) this.#ended.set(sessionId, true);
    this.#onForgotten(sessionId);
    if (this.#sessions.size > 0) return;
    const callbacks = this.#whenEmpty;
    this.#whenEmpty = [];
    for (const callback of callbacks) callback();
  }
}
