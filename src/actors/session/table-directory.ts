/** The session directory of a single process: a session that is not in its host has no owner, even if its row is active. */
import type { ClockPort } from '../ports/clock.ts';
import type { RecordStorePort, RowSeen, SessionRecord } from '../ports/records.ts';
import type { ClaimOutcome, Located, SessionDirectory } from './session-directory.ts';
import type { SessionHost } from './session-host.ts';

export interface TableDirectoryDeps {
  /** This process, as rows name it. */
  readonly node: string;
  readonly clock: Pick<ClockPort, 'unixNow'>;
  readonly store: Pick<RecordStorePort, 'claimSession' | 'getSession'>;
  readonly host: Pick<SessionHost, 'find'>;
}

export class TableDirectory implements SessionDirectory {
  readonly #deps: TableDirectoryDeps;

  constructor(deps: TableDirectoryDeps) {
    this.#deps = deps;
  }

  async locate(sessionId: string): Promise<Located> {
    const { host, store } = this.#deps;
    const here = host.find(sessionId);
    if (here.ok) return { at: 'here', session: here.session };
    const row = await store.getSession(sessionId);
    return row === undefined ? { at: 'nowhere' } : { at: 'nowhere', row };
  }

  async claim(_sessionId: string, seen: RowSeen): Promise<ClaimOutcome> {
    const { clock, node, store } = this.#deps;
    return (await store.claimSession(claimedRow(seen, node, clock.unixNow()), seen)) ? 'claimed' : 'raced';
  }

  release(): void {
    // Nothing to do: the session itself writes its row.
  }
}

/** The row as its new owner writes it: no client is connected to it yet. */
export function claimedRow(seen: RowSeen, ownerNode: string, now: number): SessionRecord {
  const { speakerConnectionId: _, ...kept } = seen;
  return { ...kept, ownerNode, epoch: seen.epoch + 1, version: seen.version + 1, listenerCount: 0, updatedAt: now };
}
