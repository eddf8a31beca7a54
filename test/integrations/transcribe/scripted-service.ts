/** An HTTP/2 peer made of bare frames, so that a test can break a connection in every way there is. One stream each. */
import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';

const DATA = 0;
const HEADERS = 1;
const RST_STREAM = 3;
const SETTINGS = 4;
const GOAWAY = 7;
const ACK = 1;
const END_STREAM = 1;
const END_HEADERS = 4;
const PREFACE_BYTES = 24;

export class ScriptedConnection {
  readonly socket: net.Socket;
  /** The client's end frame and END_STREAM have arrived. */
  readonly requestEnded: Promise<void>;
  /** The connection is gone, seen from the service. */
  readonly closed: Promise<void>;
  /** Everything the client has sent as its body. */
  body = Buffer.alloc(0);
  #endRequest: () => void = () => {};
  #unread = Buffer.alloc(0);
  #stream = 1;
  #prefaceRead = false;

  constructor(socket: net.Socket, begin: (connection: ScriptedConnection) => void) {
    this.socket = socket;
    this.requestEnded = new Promise((resolve) => {
      this.#endRequest = resolve;
    });
    this.closed = new Promise((resolve) => socket.once('close', () => resolve()));
    // A reset by the client is a way of closing like any other.
    socket.on('error', () => {});
    this.#write(SETTINGS, 0, 0, Buffer.alloc(0));
    socket.on('data', (bytes) => this.#read(bytes, begin));
  }

  headers(status: number, headers: Readonly<Record<string, string>> = {}, end = false): void {
    const fields = Object.entries({ ':status': String(status), ...headers }).map(([name, value]) =>
      // HPACK: literal without indexing, new name, no Huffman.
      Buffer.concat([
        Buffer.from([0, name.length]),
        Buffer.from(name),
        Buffer.from([value.length]),
        Buffer.from(value),
      ]),
    );
    this.#write(HEADERS, END_HEADERS | (end ? END_STREAM : 0), this.#stream, Buffer.concat(fields));
  }

  /** Takes the stream as the real service does. */
  accept(): void {
    this.headers(200, { 'content-type': 'application/vnd.amazon.eventstream' });
  }

  refuse(status: number, name: string, message: string): void {
    this.headers(status, { 'content-type': 'application/json', 'x-amzn-errortype': name });
    this.data(Buffer.from(JSON.stringify({ Message: message })), true);
  }

  data(bytes: Uint8Array, end = false): void {
    this.#write(DATA, end ? END_STREAM : 0, this.#stream, bytes);
  }

  end(): void {
    this.data(Buffer.alloc(0), true);
  }

  resetStream(code: number): void {
    this.#write(RST_STREAM, 0, this.#stream, uint32(code));
  }

  goAway(code: number): void {
    this.#write(GOAWAY, 0, 0, Buffer.concat([uint32(this.#stream), uint32(code)]));
  }

  #write(type: number, flags: number, stream: number, payload: Uint8Array): void {
    const head = Buffer.alloc(9);
    head.writeUIntBE(payload.length, 0, 3);
    head.writeUInt8(type, 3);
    head.writeUInt8(flags, 4);
    head.writeUInt32BE(stream, 5);
    this.socket.write(Buffer.concat([head, payload]));
  }

  #read(bytes: Buffer, begin: (connection: ScriptedConnection) => void): void {
    this.#unread = Buffer.concat([this.#unread, bytes]);
    if (!this.#prefaceRead) {
      if (this.#unread.length < PREFACE_BYTES) return;
      this.#prefaceRead = true;
      this.#unread = this.#unread.subarray(PREFACE_BYTES);
    }
    while (this.#unread.length >= 9 && this.#unread.length >= 9 + this.#unread.readUIntBE(0, 3)) {
      const length = this.#unread.readUIntBE(0, 3);
      const type = this.#unread.readUInt8(3);
      const flags = this.#unread.readUInt8(4);
      const stream = this.#unread.readUInt32BE(5);
      const payload = this.#unread.subarray(9, 9 + length);
      this.#unread = this.#unread.subarray(9 + length);
      if (type === SETTINGS && (flags & ACK) === 0) this.#write(SETTINGS, ACK, 0, Buffer.alloc(0));
      if (type === DATA) this.body = Buffer.concat([this.body, payload]);
      if (type === DATA && flags & END_STREAM) this.#endRequest();
      if (type === HEADERS) {
        this.#stream = stream;
        begin(this);
      }
    }
  }
}

export interface ScriptedService {
  readonly url: string;
  readonly port: number;
  /** Every connection taken so far. */
  readonly connections: readonly ScriptedConnection[];
}

/** @param begin run when a request's headers have arrived. */
export async function startScriptedService(
  t: TestContext,
  begin: (connection: ScriptedConnection) => void,
): Promise<ScriptedService> {
  const connections: ScriptedConnection[] = [];
  const server = net.createServer({ noDelay: true }, (socket) => {
    connections.push(new ScriptedConnection(socket, begin));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    for (const { socket } of connections) socket.destroy();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, port, connections };
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
