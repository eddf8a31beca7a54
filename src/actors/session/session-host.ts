/**
 * The sessions of this process, one root actor each: a crash ends only its own session. Starts sessions, and removes them
 * when they are over. Does not know tables, quotas or other processes.
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
  /** Ids of sessions that are over, so that a late client is told "ended" and not "unknown". */
  readonly #ended = new BoundedMap<string, true>(MAX_ENDED);
  #whenEmpty: (() => void)[] = [];
  /** All sessions were suspended, and clients were told to wait this long (ms). */
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

  /** The sessions of one user, oldest first. A session that is ending is included until it is over. */
  sessionsOf(userId: string): Session[] {
    return this.#byUser.of(userId);
  }

  /** A session that is ending is included until it is over. */
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

  /** The session has ended for good, here or by its row. Only the latest ends are remembered. */
  hasEnded(sessionId: string): boolean {
    return this.#ended.has(sessionId);
  }

  /** The row shows that the session has ended for good: the table need not be asked again. */
  noteEnded(sessionId: string): void {
    this.#ended.set(sessionId, true);
  }

  /** Starts a session whose row this process owns. It is added before it starts, as a crash while starting settles at once. */
  begin(deps: Pick<SessionDeps, 'info' | 'version' | 'resumed'>): Created {
    const hosted = hostSession({
      ports: this.#ports,
      onEnded: (ended) => this.#forget(ended),
      onFoundElsewhere: (sessionId) => this.#ended.delete(sessionId),
      ...deps,
    });
    const { session } = hosted;
    this.#sessions.set(deps.info.sessionId, hosted);
    this.#byUser.add(deps.info.userId, session);
    session.start();
    if (this.#suspendedFor === undefined) return { ok: true, session };
    // Its row stays active: the client finds the session after the restart.
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

  /** Writes the rows of all sessions again: the tables may have lost them. */
  rewriteRows(): void {
    for (const session of this.sessions()) session.rewriteRows();
  }

  /**
   * Suspends all sessions, for the end of the process: accepted audio is forwarded, then clients are disconnected and shall
   * reconnect. Sessions under creation are suspended, too.
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
    // A session that continues in another process has not ended: clients that reconnect here must find it there.
    if (!session.ending.isElsewhere) this.#ended.set(sessionId, true);
    this.#onForgotten(sessionId);
    if (this.#sessions.size > 0) return;
    const callbacks = this.#whenEmpty;
    this.#whenEmpty = [];
    for (const callback of callbacks) callback();
  }
}
