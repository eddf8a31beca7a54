/** An attacker's WebSocket: counts what it sends, passes every answer to the oracle, and checks that the server still answers. */
import type { Chance } from '../../testkit/chance.ts';
import type { Oracle } from './oracle.ts';
import { RawWebSocket } from './raw-websocket.ts';
import { OPCODE, textFrame } from './websocket-frame.ts';

/** Far more than an answer takes on a busy machine. After it no answer is expected. */
const ANSWERED_WITHIN_MS = 30_000;

/** Needed for everything that an attacker opens. */
export interface AttackerParts {
  readonly port: number;
  readonly chance: Chance;
  readonly oracle: Oracle;
  /** Counts what was sent. */
  readonly threw: (frames: number) => void;
}

type Json = Readonly<Record<string, unknown>>;

let marks = 0;

export class AttackSocket {
  readonly raw: RawWebSocket;
  readonly #parts: AttackerParts;
  #waiting: ((message: Json) => void) | undefined;

  private constructor(raw: RawWebSocket, parts: AttackerParts) {
    this.raw = raw;
    this.#parts = parts;
    raw.onBreach = (breach) => parts.oracle.finding(breach.message, '');
    raw.onFrame = ({ opcode, payload }) => {
      if (opcode !== OPCODE.text) return;
      const message = parts.oracle.message(payload.toString());
      if (message !== undefined) this.#waiting?.(message);
    };
  }

  static async open(parts: AttackerParts, query: string): Promise<AttackSocket> {
    const headers = { 'X-Forwarded-For': parts.chance.address() };
    parts.threw(1);
    return new AttackSocket(await RawWebSocket.open(parts.port, { path: `/?${query}`, headers }), parts);
  }

  /** Sends all bytes in one write. @param frames number of frames in them. */
  async throw(bytes: Uint8Array, frames: number): Promise<void> {
    this.#parts.threw(frames);
    await this.raw.write(bytes);
  }

  /** Waits for the greeting. Rejects when it does not come. */
  async greeting(type: string): Promise<Json> {
    const message = await this.#waitFor((candidate) => candidate.type === type);
    if (message === undefined) throw new Error(`no ${type}`);
    return message;
  }

  /**
   * Waits until the server has handled everything sent so far, by a heartbeat after it.
   * @param mayEnd true: the sent bytes may break the protocol or be too much. Otherwise a socket that ends without a code of
   * the contract is a finding.
   * @returns whether the socket is still open.
   */
  async settle({ mayEnd }: { mayEnd: boolean }): Promise<boolean> {
    marks += 1;
    const mark = 4_000_000_000_000 + marks;
    const answered = this.#waitFor(({ type, clientTimestamp }) => type === 'heartbeatAck' && clientTimestamp === mark);
    await this.throw(textFrame(`{"action":"heartbeat","timestamp":${mark}}`), 1);
    if ((await answered) !== undefined) return true;
    if (!this.raw.isOver) this.#parts.oracle.finding('an open socket gets no more answers', '');
    else if (!mayEnd) this.#parts.oracle.ending(await this.raw.ended);
    return false;
  }

  destroy(): Promise<void> {
    return this.raw.connection.destroy();
  }

  #waitFor(matches: (message: Json) => boolean): Promise<Json | undefined> {
    return new Promise((resolve) => {
      const settle = (message: Json | undefined) => {
        clearTimeout(timer);
        this.#waiting = undefined;
        resolve(message);
      };
      const timer = setTimeout(() => settle(undefined), ANSWERED_WITHIN_MS);
      this.#waiting = (message) => {
        if (matches(message)) settle(message);
      };
      void this.raw.ended.then(() => settle(undefined));
    });
  }
}
