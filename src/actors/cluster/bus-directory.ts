/** Finds the owner of a session among several processes: this process, the owner named in the row, or none. */
import type { NodeBusPort } from '../ports/node-bus.ts';
import type { RowSeen, SessionRecord } from '../ports/records.ts';
import type { ClaimOutcome, Located, SessionDirectory } from '../session/session-directory.ts';
import { toSessionInfo } from '../session/session-finder.ts';
import type { SessionSettings } from '../session/session-settings.ts';
import { TableDirectory, type TableDirectoryDeps } from '../session/table-directory.ts';
import { RemoteBroadcast } from './remote-broadcast.ts';

export interface BusDirectoryDeps extends TableDirectoryDeps {
  readonly bus: NodeBusPort;
  readonly settings: Pick<SessionSettings, 'segments'>;
}

export class BusDirectory implements SessionDirectory {
  readonly #deps: BusDirectoryDeps;
  readonly #table: TableDirectory;

  constructor(deps: BusDirectoryDeps) {
    this.#deps = deps;
    this.#table = new TableDirectory(deps);
  }

  async locate(sessionId: string): Promise<Located> {
    const located = await this.#table.locate(sessionId);
    if (located.at !== 'nowhere' || located.row === undefined) return located;
    const { row } = located;
    const owner = this.#otherOwner(row);
    if (owner === undefined || !row.isActive) return located;
    const { bus, settings } = this.#deps;
    const reply = await bus.ask(owner, { op: 'own', sessionId });
    if (reply === 'unreachable' || reply.op !== 'mine') return located;
    const broadcast = new RemoteBroadcast({
      info: toSessionInfo(row, row.epoch, settings),
      owner,
      bus,
      greeting: reply.greeting,
    });
    return { at: 'elsewhere', broadcast, row };
  }

  /**
   * A session of another process is taken over only when that process answers "not mine". If it does not answer, it may
   * still run the session.
   */
  async claim(sessionId: string, seen: RowSeen): Promise<ClaimOutcome> {
    const owner = this.#otherOwner(seen);
    if (owner !== undefined) {
      const reply = await this.#deps.bus.ask(owner, { op: 'own', sessionId });
      if (reply === 'unreachable') return 'unsure';
      if (reply.op === 'mine') return 'alive';
    }
    return this.#table.claim(sessionId, seen);
  }

  release(): void {
    // Nothing to do: this process answers "not mine" from now on.
  }

  #otherOwner({ ownerNode }: SessionRecord): string | undefined {
    return ownerNode === this.#deps.node ? undefined : ownerNode;
  }
}
