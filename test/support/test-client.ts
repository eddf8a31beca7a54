/**
 * A WebSocket client for tests: remembers what it got, and waits for what it should get. Whatever a server of ours says
 * is held against the wire contract; a breach of it fails the test at the next wait, or at the close.
 */
import assert from 'node:assert/strict';
import type { IncomingHttpHeaders } from 'node:http';
import { WebSocket } from 'ws';
import { ClientSocket, type ClientSocketOptions, RefusedError } from '../../testkit/sockets/client-socket.ts';
import type { Message } from '../../testkit/sockets/message-socket.ts';
import { ContractCheck, errorProblem } from './contract-check.ts';

/** What a server said. */
export type Received = Message;

type Handshake = Pick<ClientSocketOptions, 'headers' | 'protocols'>;

const DEADLINE_MS = 10_000;

export class TestClient {
  readonly socket: WebSocket;
  readonly received: Received[] = [];
  readonly closed: Promise<{ code: number; reason: string }>;
  /** Breaches of the wire contract so far. */
  readonly breaches: string[] = [];
  readonly #client: ClientSocket;
  readonly #contract = new ContractCheck();
  #read = 0;
  #wake: (() => void)[] = [];

  constructor(url: string, handshake: Handshake = {}) {
    this.#client = new ClientSocket(url, {
      ...handshake,
      onFrame: (data, isBinary) => {
        if (!isBinary) this.#take(String(data));
        for (const wake of this.#wake.splice(0)) wake();
      },
    });
    this.socket = this.#client.socket;
    this.closed = this.#client.closed.then(({ code, reason }) => ({ code, reason }));
    void this.closed.then(() => {
      for (const wake of this.#wake.splice(0)) wake();
    });
  }

  async opened(): Promise<this> {
    await this.#client.opened;
    return this;
  }

  send(message: Record<string, unknown> | Uint8Array | string): void {
    this.#client.send(message);
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
        `closed (${this.#client.failure}) while waiting for ${type}; got ${this.#types()}`,
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
  handshake: Handshake = {},
): Promise<{ status: number; body: Received; headers: IncomingHttpHeaders }> {
  const client = new ClientSocket(url, handshake);
  try {
    await client.opened;
  } catch (error) {
    assert.ok(error instanceof RefusedError, String(error));
    const body = JSON.parse(error.refusal.body) as Received;
    const problem = errorProblem(body, 'upgrade');
    assert.ok(!problem, `the server broke the wire contract: ${problem}`);
    return { status: error.refusal.status, body, headers: error.refusal.headers };
  }
  client.close();
  throw new Error('the upgrade was not refused');
}
