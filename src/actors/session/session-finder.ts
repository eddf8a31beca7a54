/** Finds the session for a client that connects or reconnects: live here, or claimed and rebuilt from its row. */
import { type Refusal, refusal } from '../../protocol/errors.ts';
import { wireSeconds } from '../../protocol/server-messages.ts';
import type { SessionRecord } from '../ports/records.ts';
import type { SessionDirectory } from './session-directory.ts';
import type { Created, SessionHost } from './session-host.ts';
import { type SessionInfo, type SessionPorts, segmentsOf } from './session-ports.ts';
import type { SessionSettings } from './session-settings.ts';
import { tableFailed } from './table-failed.ts';

export interface SessionFinderDeps {
  readonly ports: Pick<SessionPorts, 'clock' | 'log' | 'metrics' | 'settings'>;
  readonly host: SessionHost;
  readonly directory: SessionDirectory;
}

export type Refused = { readonly ok: false; readonly refusal: Refusal };
export type LookedUp = { readonly ok: true; readonly record: SessionRecord } | Refused;

export class SessionFinder {
  readonly #deps: SessionFinderDeps;
  /** The rebuilds under way, by session id. */
  readonly #resuming = new Map<string, Promise<Created>>();

  constructor(deps: SessionFinderDeps) {
    this.#deps = deps;
  }

  /** @returns the session while it is live here, else SESSION_NOT_FOUND with `details.reason` unknown or ended. */
  find(sessionId: string): Created {
    return this.#deps.host.find(sessionId);
  }

  /** The session: live, or rebuilt from its row when a restart has interrupted it. Never rejects. */
  async findOrResume(sessionId: string): Promise<Created> {
    const { host } = this.#deps;
    const found = host.find(sessionId);
    if (found.ok || host.held(sessionId) !== undefined || host.hasEnded(sessionId)) return found;
    // Several clients may reconnect at once: the session is rebuilt once.
    const underWay = this.#resuming.get(sessionId);
    if (underWay) return underWay;
    const resuming = this.#resume(sessionId).finally(() => this.#resuming.delete(sessionId));
    this.#resuming.set(sessionId, resuming);
    return resuming;
  }

  /** Reads the row of a session that is not live here, without claiming it. Never rejects. */
  async lookUp(sessionId: string): Promise<LookedUp> {
    const { directory, host, ports } = this.#deps;
    if (host.hasEnded(sessionId)) return gone('ended');
    try {
      const located = await directory.locate(sessionId);
      const record = located.at === 'here' ? undefined : located.row;
      return record === undefined ? gone('unknown') : this.#judge(record);
    } catch (error) {
      return tableFailed(ports, error, 'getSession');
    }
  }

  /** The table may keep an expired row for days. */
  #judge(record: SessionRecord): LookedUp {
    const { host, ports } = this.#deps;
    if (!record.isActive) host.noteEnded(record.sessionId);
    const isOver = !record.isActive || record.expiresAt <= wireSeconds(ports.clock.unixNow());
    return isOver ? gone('ended') : { ok: true, record };
  }

  /** Never rejects. */
  async #resume(sessionId: string): Promise<Created> {
    const { directory, host, ports } = this.#deps;
    const looked = await this.lookUp(sessionId);
    if (!looked.ok) return looked;
    const { record } = looked;
    try {
      const outcome = await directory.claim(sessionId, record);
      if (outcome !== 'claimed') {
        return {
          ok: false,
          refusal: refusal(
            'SERVICE_UNAVAILABLE',
            { service: 'session' },
            'Another server has the session. Try again in a second.',
          ),
        };
      }
    } catch (error) {
      return tableFailed(ports, error, 'claimSession');
    }
    const epoch = record.epoch + 1;
    const info = toSessionInfo(record, epoch, ports.settings);
    const begun = host.begin({ info, version: record.version + 1, resumed: record.broadcastState });
    if (begun.ok) ports.log.forSession(sessionId).info('resume_session', 'session resumed', { epoch });
    return begun;
  }
}

/** The session's identity from its row, with the given epoch. */
export function toSessionInfo(
  row: SessionRecord,
  epoch: number,
  settings: Pick<SessionSettings, 'segments'>,
): SessionInfo {
  const { sessionId, speakerUserId: userId, sourceLanguage, qualityTier, createdAt, expiresAt, segments } = row;
  return {
    sessionId,
    userId,
    sourceLanguage,
    qualityTier,
    createdAt,
    expiresAt,
    epoch,
    ...segmentsOf(segments, settings),
  };
}

function gone(reason: 'unknown' | 'ended'): Refused {
  return { ok: false, refusal: refusal('SESSION_NOT_FOUND', { reason }) };
}
