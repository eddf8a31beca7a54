/**
 * Finds sessions for clients, so that session ids cannot be guessed: after too many look-ups of sessions that do not
 * exist, further look-ups are refused for a while. Joins, attaches, refreshes and HTTP all use it.
 */
import type { SessionRecord } from '../../actors/ports/records.ts';
import type { Session } from '../../actors/session/session.ts';
import type { SessionFinder } from '../../actors/session/session-finder.ts';
import type { Created } from '../../actors/session/session-host.ts';
import { type Refusal, statusOf } from '../../protocol/errors.ts';
import type { Asker, RateLimits } from '../sockets/rate-limits.ts';

type Refused = { readonly ok: false; readonly refusal: Refusal };
/** A session that is live here, or the row of one that waits to be resumed. */
export type Seen =
  | { readonly ok: true; readonly session: Session }
  | { readonly ok: true; readonly session?: undefined; readonly record: SessionRecord }
  | Refused;

export interface SessionLookupsDeps {
  readonly rates: RateLimits;
  readonly finder: Pick<SessionFinder, 'find' | 'findOrResume' | 'lookUp'>;
}

export class SessionLookups {
  readonly #rates: RateLimits;
  readonly #finder: SessionLookupsDeps['finder'];

  constructor({ rates, finder }: SessionLookupsDeps) {
    this.#rates = rates;
    this.#finder = finder;
  }

  /** For a client that joins. Never rejects. */
  async toJoin(sessionId: string, address: string): Promise<Created> {
    return this.#find([{ address }], sessionId, () => this.#finder.findOrResume(sessionId));
  }

  /** For a listener that is known to have been in this session: nothing is counted. Never rejects. */
  async toReturn(sessionId: string): Promise<Created> {
    return this.#finder.findOrResume(sessionId);
  }

  /** For a client that only reads. Never rejects. */
  async toRead(sessionId: string, address: string): Promise<Seen> {
    return this.#find<Seen>([{ address }], sessionId, () => this.#finder.lookUp(sessionId));
  }

  /**
   * For a speaker with a verified token. If the limit of the address is exceeded, the speaker still finds own sessions,
   * but no others. Never rejects. @returns the session, which may belong to another user.
   */
  async toOwn(sessionId: string, { address, userId }: { address: string; userId: string }): Promise<Created> {
    const live = this.#finder.find(sessionId);
    if (live.ok && live.session.info.userId === userId) return live;
    const tooMany = this.#rates.refuseLookUp({ address }, sessionId);
    if (!tooMany) {
      return this.#find([{ address }, { userId }], sessionId, () => this.#finder.findOrResume(sessionId));
    }
    if (live.ok) return { ok: false, refusal: tooMany };
    const seen = await this.#find<Seen>([{ userId }], sessionId, () => this.#finder.lookUp(sessionId));
    // An unreachable table says nothing about the session.
    if (!seen.ok && statusOf(seen.refusal.code) >= 500) return seen;
    const isOwn = seen.ok && seen.session === undefined && seen.record.speakerUserId === userId;
    return isOwn ? this.#finder.findOrResume(sessionId) : { ok: false, refusal: tooMany };
  }

  async #find<T extends { readonly ok: true } | Refused>(
    askers: readonly Asker[],
    sessionId: string,
    look: () => Promise<T>,
  ): Promise<T | Created> {
    for (const asker of askers) {
      const tooMany = this.#rates.refuseLookUp(asker, sessionId);
      if (tooMany) return { ok: false, refusal: tooMany };
    }
    const here = this.#finder.find(sessionId);
    if (here.ok || !isMissing(here)) return here;
    // A missing id is looked up in the table once a minute at most.
    if (askers.some((asker) => this.#rates.hasMissed(asker, sessionId))) return here;
    const ends = askers.map((asker) => this.#rates.beginLookUp(asker, sessionId));
    let found: T | undefined;
    try {
      found = await look();
      return found;
    } finally {
      for (const end of ends) end(found !== undefined && isMissing(found));
    }
  }
}

function isMissing(found: { readonly ok: true } | Refused): boolean {
  return !found.ok && found.refusal.code === 'SESSION_NOT_FOUND' && found.refusal.details.reason === 'unknown';
}
