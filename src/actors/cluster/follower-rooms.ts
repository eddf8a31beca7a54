/** The rooms of listeners whose sessions run in other processes. Each follows its session while it has listeners. */
import { ListenerRoom } from '../listeners/listener-room.ts';
import type { NodeBusPort } from '../ports/node-bus.ts';
import { ConnectionRecords } from '../records/connection-records.ts';
import type { RowHolder } from '../records/write-behind.ts';
import type { Broadcast } from '../session/broadcast.ts';
import type { SessionPorts } from '../session/session-ports.ts';

/** The owner writes the session's row. This process writes only rows of connections. */
const NO_OWNER: RowHolder = { isSuperseded: false, recreated() {}, superseded() {} };

interface FollowerRoom {
  readonly room: ListenerRoom;
  readonly unfollow: () => void;
  /** Listeners whose join the owner has not answered yet. */
  entering: number;
}

export class FollowerRooms {
  readonly #ports: SessionPorts;
  readonly #bus: NodeBusPort;
  readonly #rooms = new Map<string, FollowerRoom>();

  constructor(ports: SessionPorts, bus: NodeBusPort) {
    this.#ports = ports;
    this.#bus = bus;
  }

  get count(): number {
    return this.#rooms.size;
  }

  /**
   * Puts a listener into the room of its session. The room follows the session before the owner is asked, and stays open
   * until the owner has answered all joins. If it is empty then, it is closed.
   * @param join Asks the owner, and puts the listener's socket into the room unless it is refused.
   */
  async enter<T>(broadcast: Broadcast, join: (room: ListenerRoom) => Promise<T>): Promise<T> {
    const { sessionId } = broadcast.info;
    const entered = this.#rooms.get(sessionId) ?? this.#open(broadcast);
    entered.entering += 1;
    try {
      return await join(entered.room);
    } finally {
      entered.entering -= 1;
      this.#closeIfEmpty(sessionId);
    }
  }

  #open(broadcast: Broadcast): FollowerRoom {
    const { sessionId } = broadcast.info;
    const { audience, clock, metrics, settings, writer } = this.#ports;
    const ttlS = settings.connectionTtlS;
    const room = new ListenerRoom({
      sessionId,
      clock,
      metrics,
      timings: settings.listener,
      sockets: audience,
      rows: new ConnectionRecords({ sessionId, writer, clock, ttlS, holder: NO_OWNER }),
      inspected: () => ({}),
      onLeft: (connectionId) => {
        broadcast.leave(connectionId);
        this.#closeIfEmpty(sessionId);
      },
    });
    const unfollow = this.#bus.follow(sessionId, (event) => {
      room.deliver(event);
      this.#closeIfEmpty(sessionId);
    });
    const opened: FollowerRoom = { room, unfollow, entering: 0 };
    this.#rooms.set(sessionId, opened);
    return opened;
  }

  #closeIfEmpty(sessionId: string): void {
    const there = this.#rooms.get(sessionId);
    if (there === undefined || there.room.size > 0 || there.entering > 0) return;
    there.unfollow();
    this.#rooms.delete(sessionId);
  }
}
