/** The rooms of listeners whose sessions live in other processes. Each follows its session as long as somebody is in it. */
import { ListenerRoom } from '../listeners/listener-room.ts';
import type { NodeBusPort } from '../ports/node-bus.ts';
import { ConnectionRecords } from '../records/connection-records.ts';
import type { RowHolder } from '../records/write-behind.ts';
import type { Broadcast } from '../session/broadcast.ts';
import type { SessionPorts } from '../session/session-ports.ts';

/** The session's row is its owner's: this process only writes rows of connections. */
const NO_OWNER: RowHolder = { isSuperseded: false, recreated() {}, superseded() {} };

export class FollowerRooms {
  readonly #ports: SessionPorts;
  readonly #bus: NodeBusPort;
  readonly #rooms = new Map<string, { readonly room: ListenerRoom; readonly unfollow: () => void }>();

  constructor(ports: SessionPorts, bus: NodeBusPort) {
    this.#ports = ports;
    this.#bus = bus;
  }

  get count(): number {
    return this.#rooms.size;
  }

  /** The room follows the session from the moment it is there. To be closed when nobody is in it. */
  open(broadcast: Broadcast): ListenerRoom {
    const { sessionId } = broadcast.info;
    const there = this.#rooms.get(sessionId);
    if (there) return there.room;
    const { audience, clock, metrics, settings, writer } = this.#ports;
    const ttlS = settings.connectionTtlS;
    const room = new ListenerRoom({
      ...{ sessionId, clock, metrics, timings: settings.listener, sockets: audience },
      rows: new ConnectionRecords({ sessionId, writer, clock, ttlS, holder: NO_OWNER }),
      inspected: () => ({}),
      onLeft: (connectionId) => {
        broadcast.leave(connectionId);
        this.closeIfEmpty(sessionId);
      },
    });
    const unfollow = this.#bus.follow(sessionId, (event) => {
      room.deliver(event);
      this.closeIfEmpty(sessionId, event.kind === 'dismiss');
    });
    this.#rooms.set(sessionId, { room, unfollow });
    return room;
  }

  /** @param isDismissed Everybody in it was sent away. Otherwise a room that somebody is about to enter stays. */
  closeIfEmpty(sessionId: string, isDismissed = true): void {
    const there = this.#rooms.get(sessionId);
    if (!isDismissed || there === undefined || there.room.size > 0) return;
    there.unfollow();
    this.#rooms.delete(sessionId);
  }
}
