/** A server on simulated time, as far as a client sees one: sockets with latency that can be cut, and answers by the contract. */
import type { SocketConstructor, SocketEvent, SocketLike } from '../../../src/client/platform.ts';
import type { FakeClock } from '../actors/fake-clock.ts';

export const SESSION = 'calm-otter-123';
type Message = { readonly type: string } & Readonly<Record<string, unknown>>;
type Told = { readonly action: string } & Readonly<Record<string, unknown>>;

/** A chunk that carries its number. */
export function chunkOf(number: number, bytes = 3_200): Uint8Array {
  const chunk = new Uint8Array(bytes);
  new DataView(chunk.buffer).setUint32(0, number);
  return chunk;
}

/** One acceptance of a chunk, and whether the client got to know of it. */
export interface Accepted {
  readonly number: number;
  readonly bytes: number;
  readonly socket: SimulatedSocket;
  readonly at: number;
  wasAcknowledged: boolean;
}

const STATE = { isActive: true, isPaused: false, isMuted: false, volume: 1, lastStateChange: 0 };
const ANSWERS: Readonly<Record<string, string>> = {
  createSession: 'sessionCreated',
  joinSession: 'sessionJoined',
  pauseBroadcast: 'broadcastPaused',
  resumeBroadcast: 'broadcastResumed',
  muteBroadcast: 'broadcastMuted',
  unmuteBroadcast: 'broadcastUnmuted',
  setVolume: 'volumeChanged',
  speakerStateChange: 'speakerStateChanged',
  getSessionStatus: 'sessionStatus',
  changeLanguage: 'languageChanged',
  pausePlayback: 'playbackPaused',
  endSession: 'sessionEnded',
};

export class SimulatedServer {
  readonly clock: FakeClock;
  /** Every socket a client opened, refused ones too. */
  readonly sockets: SimulatedSocket[] = [];
  readonly accepted: Accepted[] = [];
  readonly told: Told[] = [];
  readonly WebSocket: SocketConstructor;
  latencyMs = 10;
  isReachable = true;
  /** What ws would say of a refused upgrade; a browser says nothing. */
  refusal = '';
  /** Called with each text message and chunk; true means that it is dealt with. */
  intercept: (socket: SimulatedSocket, told: Told | Uint8Array) => boolean = () => false;

  constructor(clock: FakeClock) {
    this.clock = clock;
    const connected = (socket: SimulatedSocket) => this.#connected(socket);
    const heard = (socket: SimulatedSocket, data: string | Uint8Array) => this.#heard(socket, data);
    const later = (run: () => void) => void clock.setTimeout(run, this.latencyMs);
    this.WebSocket = class extends SimulatedSocket {
      constructor(url: string, protocols?: string[]) {
        super(new URL(url), protocols ?? [], { connected, heard, later });
      }
    };
  }

  get numbers(): number[] {
    return this.accepted.map(({ number }) => number);
  }

  /** The client's newest socket. */
  get last(): SimulatedSocket {
    const socket = this.sockets.at(-1);
    if (socket === undefined) throw new Error('nobody has connected');
    return socket;
  }

  acknowledge(accepted: Accepted, extra: object = {}): void {
    accepted.socket.say({ type: 'audioReceived', ...extra }, () => {
      accepted.wasAcknowledged = true;
    });
  }

  accept(socket: SimulatedSocket, pcm: Uint8Array): Accepted {
    const number = new DataView(pcm.buffer, pcm.byteOffset).getUint32(0);
    const accepted = { number, bytes: pcm.length, socket, at: this.clock.now(), wasAcknowledged: false };
    this.accepted.push(accepted);
    return accepted;
  }

  #connected(socket: SimulatedSocket): void {
    this.sockets.push(socket);
    this.clock.setTimeout(() => {
      if (!this.isReachable || this.refusal !== '') {
        socket.refused(this.refusal);
        return;
      }
      socket.opened();
      const { searchParams: query } = socket.url;
      const greeting = { connectionId: `c${this.sockets.length}` };
      if (query.get('action') === 'refreshConnection') {
        socket.say({ type: 'connectionRefreshComplete', role: query.get('role'), ...greeting });
      } else if (query.has('sessionId')) {
        socket.say({ type: 'sessionCreated', ...greeting });
      }
    }, this.latencyMs);
  }

  #heard(socket: SimulatedSocket, data: string | Uint8Array): void {
    const told = typeof data === 'string' ? (JSON.parse(data) as Told) : data;
    if (!(told instanceof Uint8Array)) this.told.push(told);
    if (this.intercept(socket, told)) return;
    if (told instanceof Uint8Array) {
      this.acknowledge(this.accept(socket, told));
    } else if (told.action === 'playbackReport') {
      return; // never answered
    } else if (told.action === 'heartbeat') {
      socket.say({ type: 'heartbeatAck', clientTimestamp: told.timestamp });
    } else {
      const { action, ...members } = told;
      const more: Record<string, unknown> = {
        connectionId: `c${this.sockets.length}`,
        broadcastState: STATE,
        ...members,
      };
      if (action === 'getSessionStatus') more.updateReason = 'requested';
      if (action === 'endSession') more.reason = 'ended';
      socket.say({ type: ANSWERS[action] ?? 'error', ...more });
      if (action === 'endSession') socket.closedByServer(1000);
    }
  }
}

interface Network {
  connected(socket: SimulatedSocket): void;
  heard(socket: SimulatedSocket, data: string | Uint8Array): void;
  later(run: () => void): void;
}

export class SimulatedSocket implements SocketLike {
  readonly url: URL;
  readonly protocols: readonly string[];
  readyState = 0;
  bufferedAmount = 0;
  binaryType = 'blob';
  /** What the client closed with. */
  closedWith: number | undefined;
  readonly #network: Network;
  readonly #listeners: { type: string; listener: (event: SocketEvent) => void }[] = [];
  /** The wire is cut, or the server has closed: nothing arrives there any more. */
  #isDeaf = false;
  /** The wire is cut: nothing arrives here any more. */
  #isCut = false;

  constructor(url: URL, protocols: readonly string[], network: Network) {
    this.url = url;
    this.protocols = protocols;
    this.#network = network;
    network.connected(this);
  }

  addEventListener(type: string, listener: (event: SocketEvent) => void): void {
    this.#listeners.push({ type, listener });
  }

  send(data: string | Uint8Array): void {
    if (this.readyState !== 1) throw new Error('the socket is not open');
    this.#network.later(() => {
      if (!this.#isDeaf) this.#network.heard(this, data);
    });
  }

  close(code = 1005): void {
    if (this.readyState >= 2) return;
    this.closedWith = code;
    this.readyState = 2;
    this.#network.later(() => {
      this.#isDeaf = true;
      this.#ended(code, '');
    });
  }

  opened(): void {
    if (this.readyState !== 0) return;
    this.readyState = 1;
    this.#emit({ type: 'open' });
  }

  refused(message: string): void {
    this.#emit(message === '' ? { type: 'error' } : { type: 'error', message });
    this.#ended(1006, '');
  }

  /** From the server. */
  say(message: Message, arrived: () => void = () => {}): void {
    const text = JSON.stringify({ timestamp: 0, sessionId: SESSION, ...message });
    this.sayRaw(text, arrived);
  }

  sayRaw(data: string | ArrayBuffer, arrived: () => void = () => {}): void {
    this.#network.later(() => {
      if (this.#isCut || this.readyState === 3) return;
      arrived();
      this.#emit({ type: 'message', data });
    });
  }

  /** What it has said arrives first; what is on its way to it does not arrive. */
  closedByServer(code: number, reason = ''): void {
    this.#isDeaf = true;
    this.#network.later(() => {
      if (!this.#isCut) this.#ended(code, reason);
    });
  }

  /** What is on its way, in either direction, is lost. @param code Undefined: nobody notices. */
  cut(code?: number): void {
    this.#isDeaf = true;
    this.#isCut = true;
    if (code !== undefined) this.#ended(code, '');
  }

  #ended(code: number, reason: string): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.#emit({ type: 'close', code, reason });
  }

  #emit(event: SocketEvent): void {
    for (const { type, listener } of this.#listeners) if (type === event.type) listener(event);
  }
}
