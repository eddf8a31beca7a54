/** Makes sessions: within a user's quota, while nothing that a session needs is away, under an id that nobody has. */
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
  /** Says why a user may not make another session now; asked once per session that would be made. */
  readonly refuseCreation: (userId: string) => Refusal | undefined;
}

export class SessionCreation {
  readonly #deps: SessionCreationDeps;
  /** What is being made for each user, the oldest first. */
  readonly #creating = new MultiMap<string, Promise<Created>>();

  constructor(deps: SessionCreationDeps) {
    this.#deps = deps;
  }

  /**
   * A user has `maxSessionsPerUser`: another session is refused while the speakers of all of them are present; one whose
   * speaker is away or never came is ended for it. Never rejects.
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
        // Its speaker is on the way: of several creations at a time the first ones count.
        const made = await creating;
        return made.ok ? alreadyHas(made.session) : made;
      }
    }
    // First what does not count against the user, and before anything is ended for a session that cannot be.
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
      const info = await reserveSession(request, { ...ports, store, isTaken });
      return host.begin({ info, version: FIRST_VERSION });
    } catch (error) {
      return tableFailed(ports, error, 'createSession');
    }
  }
}

function alreadyHas({ info: { sessionId } }: Session): Created {
  return { ok: false, refusal: refusal('SESSION_EXISTS', { sessionId }) };
}
