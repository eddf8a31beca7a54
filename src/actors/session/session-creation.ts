/** Creates sessions: within a user's quota, while all needed services can be reached, under an unused id. */
import { type Refusal, refusal } from '../../protocol/errors.ts';
import type { RecordStorePort } from '../ports/records.ts';
import { refusalForOutage } from '../resilience/outage.ts';
import type { StreamSlots } from '../resilience/stream-slots.ts';
import { MultiMap } from './multi-map.ts';
import type { Session } from './session.ts';
import type { Created, SessionHost } from './session-host.ts';
import type { SessionPorts } from './session-ports.ts';
import { type CreateRequest, FIRST_VERSION, reserveSession } from './session-reservation.ts';
import { tableFailed } from './table-failed.ts';

export interface SessionCreationDeps {
  readonly ports: Pick<SessionPorts, 'circuits' | 'clock' | 'identifiers' | 'log' | 'metrics' | 'node' | 'settings'>;
  readonly store: RecordStorePort;
  readonly host: SessionHost;
  readonly slots: StreamSlots;
  /** Why a user may not create another session now. Asked once for each session that would be created. */
  readonly refuseCreation: (userId: string) => Refusal | undefined;
}

export class SessionCreation {
  readonly #deps: SessionCreationDeps;
  /** The creations under way of each user, oldest first. */
  readonly #creating = new MultiMap<string, Promise<Created>>();

  constructor(deps: SessionCreationDeps) {
    this.#deps = deps;
  }

  /**
   * A user may have `maxSessionsPerUser` sessions. Another one is refused while all of them have a speaker; otherwise the
   * oldest one whose speaker is away or never came is ended for it. Never rejects.
   */
  async create(request: CreateRequest): Promise<Created> {
    const { host, ports, refuseCreation, slots } = this.#deps;
    const { userId } = request;
    const { maxSessionsPerUser } = ports.settings;
    const underWay = this.#creating.of(userId);
    const existing = host.sessionsOf(userId).filter(({ isLive }) => isLive);
    const attended = existing.filter(({ speaker }) => speaker.isPresent);
    if (attended.length + underWay.length >= maxSessionsPerUser) {
      if (attended[0]) return alreadyHas(attended[0]);
      for (const creating of underWay) {
        // The speaker of a session under creation is expected to connect, so the session counts as having one.
        const made = await creating;
        return made.ok ? alreadyHas(made.session) : made;
      }
    }
    // Outages first: they do not count against the user. Both checks come before another session is ended.
    const refused = refusalForOutage(ports.circuits, slots) ?? refuseCreation(userId);
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
    const { host, ports, store } = this.#deps;
    try {
      const isTaken = (sessionId: string) => host.held(sessionId) !== undefined;
      const info = await reserveSession(request, { store, isTaken, ...ports });
      return host.begin({ info, version: FIRST_VERSION });
    } catch (error) {
      return tableFailed(ports, error, 'createSession');
    }
  }
}

function alreadyHas({ info: { sessionId } }: Session): Created {
  return { ok: false, refusal: refusal('SESSION_EXISTS', { sessionId }) };
}
