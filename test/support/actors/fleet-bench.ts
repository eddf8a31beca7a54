/** Two hosts in one process, over the same tables, the same clock and a bus in memory; each has sockets and services of its own. */
import assert from 'node:assert/strict';
import { BusDirectory } from '../../../src/actors/cluster/bus-directory.ts';
import { FollowerRooms } from '../../../src/actors/cluster/follower-rooms.ts';
import { answerNode, type DeliveryOutcome } from '../../../src/actors/cluster/node-answers.ts';
import { deliverAnywhere } from '../../../src/actors/cluster/node-deliveries.ts';
import { toConnectionId } from '../../../src/actors/connections/connection-id.ts';
import { ListenerSeat } from '../../../src/actors/listeners/listener-seat.ts';
import type { NodeBusPort } from '../../../src/actors/ports/node-bus.ts';
import { WriteBehind } from '../../../src/actors/records/write-behind.ts';
import type { Joined } from '../../../src/actors/session/broadcast.ts';
import type { Session } from '../../../src/actors/session/session.ts';
import type { SessionDirectory } from '../../../src/actors/session/session-directory.ts';
import type { SessionPorts } from '../../../src/actors/session/session-ports.ts';
import { createSessions, type Sessions } from '../../../src/actors/session/sessions.ts';
import { SpeakerSeat } from '../../../src/actors/session/speaker-seat.ts';
import type { Refusal } from '../../../src/protocol/errors.ts';
import { ActorBench } from './actor-bench.ts';
import type { FakeSocket } from './fake-sockets.ts';
import { MemoryBus } from './memory-bus.ts';

export class FleetNode {
  readonly name: string;
  readonly bench = new ActorBench();
  readonly bus: NodeBusPort;
  readonly ports: SessionPorts;
  readonly sessions: Sessions;
  readonly rooms: FollowerRooms;
  /** What each connection was delivered. */
  readonly delivered = new Map<string, string[]>();
  directory: SessionDirectory | undefined;
  #connections = 0;

  constructor(name: string, shared: ActorBench, bus: MemoryBus) {
    this.name = name;
    this.bus = bus.at(name);
    const { clock, circuits, log, metrics, store } = shared;
    const writer = new WriteBehind({ store, clock, log, metrics });
    this.ports = {
      ...this.bench.ports,
      ...{ node: name, clock, circuits, log, metrics, writer, monotonicNow: () => clock.now() },
      publishElsewhere: (sessionId, event) => this.bus.publish(sessionId, event),
    };
    this.sessions = createSessions({
      ...{ ports: this.ports, store },
      createDirectory: (host) => {
        this.directory = new BusDirectory({
          node: name,
          clock,
          store,
          host,
          bus: this.bus,
          settings: this.ports.settings,
        });
        return this.directory;
      },
    });
    this.rooms = new FollowerRooms(this.ports, this.bus);
    const { host } = this.sessions;
    this.bus.answer((request) => answerNode({ host, writer, deliver: (id, body) => this.#deliver(id, body) }, request));
  }

  connect(): FakeSocket {
    this.#connections += 1;
    return this.bench.audience.connect(toConnectionId({ tag: this.name, secret: `socket-${this.#connections}` }));
  }

  async create(userId = 'ada'): Promise<Session> {
    const created = await this.sessions.creation.create({ userId, sourceLanguage: 'en', qualityTier: 'standard' });
    assert.ok(created.ok);
    return created.session;
  }

  speak(session: Session): FakeSocket {
    const socket = this.connect();
    const seat = new SpeakerSeat(socket, session);
    socket.onClose = () => seat.leave();
    return socket;
  }

  /** A listener on this node of a session wherever it lives. */
  async listen(sessionId: string, targetLanguage: string, wantsTranscripts = false) {
    const socket = this.connect();
    const greetings: Joined[] = [];
    const seat = await this.#seat(socket, sessionId, { targetLanguage, wantsTranscripts }, (joined) =>
      greetings.push(joined),
    );
    assert.ok('role' in seat);
    socket.onClose = () => seat.leave();
    return { socket, seat, greetings };
  }

  /** A listener on this node whom the session does not let in. */
  async listenInVain(sessionId: string, targetLanguage: string): Promise<Refusal> {
    const refused = await this.#seat(this.connect(), sessionId, { targetLanguage, wantsTranscripts: false }, () =>
      assert.fail('greeted'),
    );
    assert.ok('code' in refused);
    return refused;
  }

  deliver(connectionId: string, text: string): Promise<DeliveryOutcome | 'unreachable'> {
    const { name: tag, bus } = this;
    const deliver = (id: string, body: Uint8Array) => this.#deliver(id, body);
    return deliverAnywhere({ tag, bus, deliver }, connectionId, Buffer.from(text));
  }

  async #seat(
    socket: FakeSocket,
    sessionId: string,
    wish: { targetLanguage: string; wantsTranscripts: boolean },
    greet: (joined: Joined) => void,
  ): Promise<ListenerSeat | Refusal> {
    const options = { ...wish, joinedAt: 0 };
    const located = await this.directory?.locate(sessionId);
    assert.ok(located !== undefined && located.at !== 'nowhere');
    if (located.at === 'elsewhere') {
      const { broadcast } = located;
      return this.rooms.enter(broadcast, (room) => ListenerSeat.join(socket, broadcast, room, options, greet));
    }
    const room = this.sessions.host.roomOf(sessionId);
    assert.ok(room);
    return ListenerSeat.join(socket, located.session, room, options, greet);
  }

  #deliver(connectionId: string, body: Uint8Array): DeliveryOutcome {
    const socket = this.bench.audience.sockets.find((one) => one.connectionId === connectionId);
    if (socket === undefined || socket.closedWith !== undefined) return 'gone';
    this.delivered.set(connectionId, [...(this.delivered.get(connectionId) ?? []), Buffer.from(body).toString()]);
    return 'delivered';
  }
}

export function setUpFleet() {
  const shared = new ActorBench();
  const bus = new MemoryBus();
  return { shared, bus, a: new FleetNode('node-a', shared, bus), b: new FleetNode('node-b', shared, bus) };
}
