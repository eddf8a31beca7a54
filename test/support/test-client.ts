/**
 * A WebSocket client for tests: remembers what it got, and waits for what it should get. Whatever a server of ours says
 * is held against the wire contract; a breach of it fails the test at the next wait, or at the close.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { IncomingHttpHeaders } from 'node:http';
import { WebSocket } from 'ws';
import { ContractCheck, errorProblem } from './contract-check.ts';

export type Received = { readonly type: string } & Readonly<Record<string, unknown>>;

const DEADLINE_MS = 10_000;

export class TestClient {
  readonly socket: WebSocket;
  readonly received: Received[] = [];
  readonly closed: Promise<{ code: number; reason: string }>;
  /** Breaches of the wire contract so far. */
  readonly breaches: string[] = [];
  readonly #contract = new ContractCheck();
  /** How it ended, for the reader of a failed test. */
  #fate = '';
  #read = 0;
  #wake: (() => void)[] = [];

  constructor(url: string, options: { headers?: Record<string, string>; protocols?: string[] } = {}) {
    this.socket = new WebSocket(url, options.protocols ?? [], { headers: options.headers ?? {} });
    this.socket.on('message', (data, isBinary) => {
      if (!isBinary) this.#take(String(data));
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
      this.#assertContract();
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

  /** The answer to a query of its own: a report may be pushed at any moment before it. */
  status(): Promise<Received> {
    this.send({ action: 'getSessionStatus' });
    return this.next('sessionStatus', ({ updateReason }) => updateReason === 'requested');
  }

  async close(): Promise<void> {
    this.socket.close();
    await this.closed;
    this.#assertContract();
  }

  #take(text: string): void {
    let message: Received;
    try {
      message = JSON.parse(text) as Received;
    } catch {
      this.breaches.push(`a text frame is not JSON: ${text.slice(0, 100)}`);
      return;
    }
    this.received.push(message);
    const problem = this.#contract.problemOf(message);
    if (problem) this.breaches.push(problem);
  }

  #assertContract(): void {
    assert.deepEqual(this.breaches, [], 'the server broke the wire contract');
  }

  #types(): string {
    return this.received.map((message) => message.type).join(', ') || 'nothing';
  }
}

/** The status and body of a refused upgrade. */
export async function refusedUpgrade(
  url: string,
  options: { headers?: Record<string, string>; protocols?: string[] } = {},
): Promise<{ status: number; body: Received; headers: IncomingHttpHeaders }> {
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
        const body = JSON.parse(Buffer.concat(parts).toString()) as Received;
        const problem = errorProblem(body, 'upgrade');
        if (problem) reject(new Error(`the server broke the wire contract: ${problem}`));
        else resolve({ status: response.statusCode ?? 0, body, headers: response.headers });
      });
    });
  });
}
