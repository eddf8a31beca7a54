/** A WebSocket of an attacker: counts what it throws, has every answer judged, and knows whether it is still being served. */
import type { Chance } from '../../testkit/chance.ts';
import type { Oracle } from './oracle.ts';
import { RawWebSocket } from './raw-websocket.ts';
import { OPCODE, textFrame } from './websocket-frame.ts';

/** Far more than an answer takes on a busy machine: over it, it is not coming. */
const ANSWERED_WITHIN_MS = 30_000;

/** What everything an attacker opens is opened with. */
export interface AttackerParts {
  readonly port: number;
  readonly chance: Chance;
  readonly oracle: Oracle;
  /** Counts what was thrown. */
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

  /** All in one write. @param frames How many there are in it. */
  async throw(bytes: Uint8Array, frames: number): Promise<void> {
    this.#parts.threw(frames);
    await this.raw.write(bytes);
  }

  /** Rejects when it does not come. */
  async greeting(type: string): Promise<Json> {
    const message = await this.#waitFor((candidate) => candidate.type === type);
    if (message === undefined) throw new Error(`no ${type}`);
    return message;
  }

  /**
   * Waits until everything thrown so far was worked through: a heartbeat sent behind it is answered. @param mayEnd
   * Something thrown may break the protocol or be too much; else a socket that ends without a code of the contract is a
   * finding. @returns whether the socket lives.
   */
  async settle({ mayEnd }: { mayEnd: boolean }): Promise<boolean> {
    marks += 1;
    const mark = 4_000_000_000_000 + marks;
    const answered = this.#waitFor(({ type, clientTimestamp }) => type === 'heartbeatAck' && clientTimestamp === mark);
    await this.throw(textFrame(`{"action":"heartbeat","timestamp":${mark}}`), 1);
    if ((await answered) !== undefined) return true;
    if (!this.raw.isOver) this.#parts.oracle.finding('a socket is open and not answered any more', '');
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
