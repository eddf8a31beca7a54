/** A WebSocket client over a bare TCP socket that can break the rules: no pongs, wrong frames, no reading. */
import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import type { Headers } from '../../testkit/sockets/client-socket.ts';
import { PATIENCE_MS, within } from './deadline.ts';
import { Broken } from './expectation.ts';
import { plainSocket } from './plain-socket.ts';
import { toLines } from './web.ts';

interface Origin {
  readonly headers?: Headers;
  readonly from?: string;
}

export interface RawFrame {
  readonly opcode: number;
  readonly payload: Buffer;
}

export interface FrameOptions {
  readonly opcode?: number;
  readonly isMasked?: boolean;
  /** The three reserved bits, as a number from 0 to 7. */
  readonly reserved?: number;
}

/** How the transport ended: the code of its close frame, or 1006 without one. */
export interface RawEnding {
  readonly code: number;
  readonly atMs: number;
}

const TEXT = 1;
const CLOSE = 8;
const PING = 9;

export class RawClient {
  readonly socket: Socket;
  readonly ending: Promise<RawEnding>;
  readonly frames: RawFrame[] = [];
  #held = Buffer.alloc(0);
  #closeCode = 1006;
  #isOpen = false;
  readonly #wakers = new Set<() => void>();

  private constructor(socket: Socket) {
    this.socket = socket;
    this.ending = new Promise((resolve) => {
      socket.once('close', () => resolve({ code: this.#closeCode, atMs: performance.now() }));
    });
    socket.on('error', () => {});
    socket.on('data', (bytes: Buffer) => this.#read(bytes));
  }

  /** Connects and upgrades. @throws Broken when the upgrade is refused. */
  static async open(url: string, { headers = {}, from }: Origin = {}): Promise<RawClient> {
    const target = new URL(url);
    const { host, pathname, search } = target;
    const client = new RawClient(plainSocket(target, from));
    const lines = [
      `GET ${pathname}${search} HTTP/1.1`,
      `Host: ${host}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
      ...toLines(headers),
    ];
    client.socket.write(`${lines.join('\r\n')}\r\n\r\n`);
    await client.#until(() => client.#isOpen, 'the upgrade to be accepted');
    return client;
  }

  send(payload: Buffer | string, options: FrameOptions = {}): void {
    const { opcode = TEXT, isMasked = true, reserved = 0 } = options;
    const bytes = Buffer.from(payload as string);
    const mask = randomBytes(4);
    const body = isMasked ? bytes.map((byte, i) => byte ^ (mask[i % 4] ?? 0)) : bytes;
    const flag = isMasked ? 0x80 : 0;
    const length = Buffer.alloc(bytes.length < 126 ? 1 : bytes.length < 65_536 ? 3 : 9);
    if (length.length === 1) length.writeUInt8(flag | bytes.length);
    if (length.length === 3) length.writeUInt16BE(bytes.length, length.writeUInt8(flag | 126));
    if (length.length === 9) length.writeBigUInt64BE(BigInt(bytes.length), length.writeUInt8(flag | 127));
    const first = Buffer.from([0x80 | (reserved << 4) | opcode]);
    this.socket.write(Buffer.concat([first, length, isMasked ? mask : Buffer.alloc(0), body]));
  }

  /** The JSON text frames received so far. */
  messages(): Record<string, unknown>[] {
    return this.frames
      .filter(({ opcode }) => opcode === TEXT)
      .map(({ payload }) => JSON.parse(payload.toString()) as Record<string, unknown>);
  }

  async next(type: string, withinMs = PATIENCE_MS): Promise<Record<string, unknown>> {
    const find = () => this.messages().find((message) => message.type === type);
    await this.#until(() => find() !== undefined, type, withinMs);
    return find() ?? {};
  }

  /** Waits for a ping. */
  async ping(withinMs: number): Promise<void> {
    await this.#until(() => this.frames.some(({ opcode }) => opcode === PING), 'a ping', withinMs);
  }

  async ends(codes: readonly number[], withinMs = PATIENCE_MS): Promise<RawEnding> {
    const expected = `close ${codes.join(' or ')}`;
    const ending = await within(this.ending, expected, () => 'an open socket', withinMs);
    if (!codes.includes(ending.code)) throw new Broken(expected, `close ${ending.code}`);
    return ending;
  }

  terminate(): void {
    this.socket.destroy();
  }

  async #until(isSo: () => boolean, what: string, withinMs = PATIENCE_MS): Promise<void> {
    const looking = async () => {
      while (!isSo()) {
        if (this.socket.destroyed) throw new Broken(what, `close ${this.#closeCode}`);
        await new Promise<void>((resolve) => this.#wakers.add(resolve));
      }
    };
    this.socket.once('close', () => this.#wake());
    await within(looking(), what, () => `${this.frames.length} other frames`, withinMs);
  }

  #read(bytes: Buffer): void {
    this.#held = Buffer.concat([this.#held, bytes]);
    if (!this.#isOpen) {
      const end = this.#held.indexOf('\r\n\r\n');
      if (end < 0) return;
      if (!this.#held.subarray(0, 13).toString().startsWith('HTTP/1.1 101')) {
        this.socket.destroy();
        return;
      }
      this.#isOpen = true;
      this.#held = this.#held.subarray(end + 4);
    }
    while (this.#readFrame()) {}
    this.#wake();
  }

  /** @returns whether a whole frame had arrived. The server's frames are not masked. */
  #readFrame(): boolean {
    const held = this.#held;
    if (held.length < 2) return false;
    const short = held.readUInt8(1) & 0x7f;
    const header = short < 126 ? 2 : short === 126 ? 4 : 10;
    if (held.length < header) return false;
    const size = short < 126 ? short : short === 126 ? held.readUInt16BE(2) : Number(held.readBigUInt64BE(2));
    if (held.length < header + size) return false;
    const frame = { opcode: held.readUInt8(0) & 0x0f, payload: held.subarray(header, header + size) };
    this.frames.push(frame);
    if (frame.opcode === CLOSE) {
      this.#closeCode = size >= 2 ? frame.payload.readUInt16BE(0) : 1005;
      this.socket.end();
    }
    this.#held = held.subarray(header + size);
    return true;
  }

  #wake(): void {
    for (const waker of this.#wakers) waker();
    this.#wakers.clear();
  }
}
