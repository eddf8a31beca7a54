/** A WebSocket client for tests: remembers what it got, and waits for what it should get. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { WebSocket } from 'ws';

export type Received = { readonly type: string } & Readonly<Record<string, unknown>>;

const DEADLINE_MS = 10_000;

export class TestClient {
  readonly socket: WebSocket;
  readonly received: Received[] = [];
  readonly closed: Promise<{ code: number; reason: string }>;
  /** How it ended, for the reader of a failed test. */
  #fate = '';
  #read = 0;
  #wake: (() => void)[] = [];

  constructor(url: string, options: { headers?: Record<string, string>; protocols?: string[] } = {}) {
    this.socket = new WebSocket(url, options.protocols ?? [], { headers: options.headers ?? {} });
    this.socket.on('message', (data, isBinary) => {
      if (!isBinary) this.received.push(JSON.parse(String(data)) as Received);
      for (const wake of this.#wake.splice(0)) wake();
    });
    this.socket.on('error', (error) => {
      this.#fate += ` error ${error.message}`;
    });
    this.closed = new Promise((resolve) => {
      this.socket.on('close', (code, reason) => {
        this.#fate += ` code ${code} ${reason}`;
        resolve({ code, reason: String(reason) });
        for (const wake of this.#wake.splice(0)) wake();
      });
    });
  }

  async opened(): Promise<this> {
    if (this.socket.readyState !== WebSocket.OPEN) await once(this.socket, 'open');
    return this;
  }

  send(message: Record<string, unknown> | Uint8Array | string): void {
    this.socket.send(message instanceof Uint8Array || typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** The next message of a type that was not waited for yet; those between are passed over, and stay in `received`. */
  async next(type: string, matches: (message: Received) => boolean = () => true): Promise<Received> {
    const deadline = Date.now() + DEADLINE_MS;
    for (;;) {
      while (this.#read < this.received.length) {
        const message = this.received[this.#read++];
        if (message && message.type === type && matches(message)) return message;
      }
      assert.ok(
        this.socket.readyState !== WebSocket.CLOSED,
        `closed (${this.#fate} ) while waiting for ${type}; got ${this.#types()}`,
      );
      assert.ok(Date.now() < deadline, `no ${type} within ${DEADLINE_MS} ms; got ${this.#types()}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.max(1, deadline - Date.now()));
        this.#wake.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  /** Sends and waits for the answer. */
  ask(message: Record<string, unknown>, type: string): Promise<Received> {
    this.send(message);
    return this.next(type);
  }

  async close(): Promise<void> {
    this.socket.close();
    await this.closed;
  }

  #types(): string {
    return this.received.map((message) => message.type).join(', ') || 'nothing';
  }
}

/** The status and body of a refused upgrade. */
export async function refusedUpgrade(
  url: string,
  options: { headers?: Record<string, string>; protocols?: string[] } = {},
): Promise<{ status: number; body: Received }> {
  const socket = new WebSocket(url, options.protocols ?? [], { headers: options.headers ?? {} });
  return new Promise((resolve, reject) => {
    socket.on('error', () => {});
    socket.on('open', () => {
      socket.close();
      reject(new Error('the upgrade was not refused'));
    });
    socket.on('unexpected-response', (_, response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, body: JSON.parse(Buffer.concat(parts).toString()) as Received });
      });
    });
  });
}
