/** A WebSocket client that can break every rule: handshakes over raw TCP, then writes any bytes and reads whole frames. */
import { createHash, randomBytes } from 'node:crypto';
import { RawConnection } from './raw-connection.ts';
import { ProtocolBreach, type ServerFrame, ServerFrameReader } from './server-frame-reader.ts';
import { OPCODE } from './websocket-frame.ts';

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const MAX_HEAD_BYTES = 65_536;

export interface HandshakeOptions {
  /** Path and query; `/` when left out. */
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent in the same packet, after the handshake. */
  readonly firstBytes?: Uint8Array;
}

/** How the server ended the socket. */
export interface Ending {
  /** Code of the close frame; 1005: it had none; 1006: there was no close frame. */
  readonly code: number;
  readonly reason: string;
}

/** The server refused the upgrade. */
export class UpgradeRefused extends Error {
  readonly status: number;
  readonly body: string;
  constructor(status: number, body: string) {
    super(`upgrade refused with ${status}: ${body.slice(0, 200)}`);
    this.status = status;
    this.body = body;
  }
}

export class RawWebSocket {
  readonly connection: RawConnection;
  readonly ended: Promise<Ending>;
  /** Called with every frame, including control frames. */
  onFrame: (frame: ServerFrame) => void = () => {};
  onBreach: (breach: ProtocolBreach) => void = () => {};
  readonly #reader = new ServerFrameReader();
  #ending: Ending | undefined;

  private constructor(connection: RawConnection, early: Buffer) {
    this.connection = connection;
    this.ended = connection.closed.then(() => this.#ending ?? { code: 1006, reason: '' });
    connection.onData((bytes) => this.#read(bytes));
    // Later, so that the caller can set its listeners first.
    if (early.length > 0) setImmediate(() => this.#read(early));
  }

  /** Rejects with UpgradeRefused, or when the connection ends during the handshake. */
  static async open(port: number, options: HandshakeOptions = {}): Promise<RawWebSocket> {
    const key = randomBytes(16).toString('base64');
    const connection = await RawConnection.open(port);
    const answered = readHead(connection);
    const request = Buffer.from(handshakeText(options, key));
    // Not awaited, so that a reader is set before the server's first bytes come.
    void connection.write(options.firstBytes ? Buffer.concat([request, options.firstBytes]) : request);
    const { head, rest } = await answered;
    const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0);
    if (status !== 101) {
      await connection.destroy();
      throw new UpgradeRefused(status, rest.toString());
    }
    const accept = createHash('sha1').update(`${key}${GUID}`).digest('base64');
    if (!head.toLowerCase().includes(`sec-websocket-accept: ${accept.toLowerCase()}`)) {
      throw new ProtocolBreach('the handshake was answered with the wrong Sec-WebSocket-Accept');
    }
    return new RawWebSocket(connection, rest);
  }

  get isOver(): boolean {
    return this.connection.isClosed || this.#ending !== undefined;
  }

  write(bytes: Uint8Array): Promise<void> {
    return this.connection.write(bytes);
  }

  #read(bytes: Buffer): void {
    try {
      for (const frame of this.#reader.push(bytes)) {
        if (frame.opcode === OPCODE.close) this.#ending ??= endingOf(frame.payload);
        this.onFrame(frame);
      }
    } catch (error) {
      if (!(error instanceof ProtocolBreach)) throw error;
      this.onBreach(error);
      this.connection.socket.destroy();
    }
  }
}

export function handshakeText({ path = '/', headers = {} }: HandshakeOptions, key: string): string {
  const all = {
    Host: '127.0.0.1',
    Upgrade: 'websocket',
    Connection: 'Upgrade',
    'Sec-WebSocket-Key': key,
    'Sec-WebSocket-Version': '13',
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return `GET ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`;
}

/** Reads the answer's head and the bytes after it. For a refusal, reads until the body is complete. */
function readHead(connection: RawConnection): Promise<{ head: string; rest: Buffer }> {
  return new Promise((resolve, reject) => {
    let seen = Buffer.alloc(0);
    connection.onData((bytes) => {
      seen = Buffer.concat([seen, bytes]);
      const end = seen.indexOf('\r\n\r\n');
      if (end < 0 && seen.length > MAX_HEAD_BYTES) reject(new ProtocolBreach('the answer has no end of its head'));
      if (end < 0) return;
      const head = seen.subarray(0, end).toString('latin1');
      const rest = seen.subarray(end + 4);
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
      if (rest.length >= length) resolve({ head, rest });
    });
    void connection.closed.then(() => reject(new Error('the connection ended during the handshake')));
  });
}

function endingOf(payload: Buffer): Ending {
  if (payload.length < 2) return { code: 1005, reason: '' };
  return { code: payload.readUInt16BE(0), reason: payload.subarray(2).toString() };
}
