/** Keeps what a reload of the page needs to go on in its session. */
import type { ClockPosition } from './desk/spoken-times.ts';
import { type StoredSession, sinceThen, storeSession } from './stored-session.ts';

const KEEP_MS = 3_000;

export interface SessionKeeperDeps {
  /** Where the session's clock is. */
  position(): ClockPosition;
  /** The translation that is shown; undefined: none. */
  monitor(): string | undefined;
}

export class SessionKeeper {
  readonly #parts: SessionKeeperDeps;
  #session: StoredSession | undefined;

  constructor(parts: SessionKeeperDeps) {
    this.#parts = parts;
  }

  /** The server has greeted. @returns false if it did so before. */
  greeted(session: StoredSession): boolean {
    const isNew = this.#session?.sessionId !== session.sessionId;
    this.#session = session;
    this.#keep(sinceThen);
    return isNew;
  }

  /** @param signal Aborted when the session is over. */
  follow(signal: AbortSignal): void {
    // Only as the page is left nothing more is sent. A duplicated tab, or one that crashed, finds what was kept before.
    window.addEventListener('pagehide', () => this.#keep((now) => now), { signal });
    const timer = setInterval(() => this.#keep(sinceThen), KEEP_MS);
    signal.addEventListener('abort', () => clearInterval(timer));
  }

  /** The session is over for this tab. @param isTaken Another tab or device goes on in it. @returns it, if it is taken. */
  over(isTaken: boolean): StoredSession | undefined {
    const now = this.#now;
    const taken = isTaken && now ? sinceThen({ ...now, isTaken }) : undefined;
    storeSession(taken);
    return taken;
  }

  get #now(): StoredSession | undefined {
    return this.#session && { ...this.#session, clock: this.#parts.position(), monitor: this.#parts.monitor() };
  }

  #keep(as: (now: StoredSession) => StoredSession): void {
    const now = this.#now;
    if (now) storeSession(as(now));
  }
}
