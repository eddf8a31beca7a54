/** Tokens, sessions and sockets for attackers. Each speaker is a different user, each socket has a different address. */
import { devToken } from '../../testkit/sockets/dev-token.ts';
import { type AttackerParts, AttackSocket } from './attack-socket.ts';

export interface SpeakerSeat {
  readonly socket: AttackSocket;
  readonly sessionId: string;
}

let users = 0;

export class Accounts {
  readonly #parts: AttackerParts;

  constructor(parts: AttackerParts) {
    this.#parts = parts;
  }

  async token(): Promise<string> {
    users += 1;
    const headers = { 'X-Forwarded-For': this.#parts.chance.address() };
    return devToken(`http://127.0.0.1:${this.#parts.port}`, { userId: `attacker-${users}` }, headers);
  }

  /** Opens a socket without a token. It has joined no session. */
  nobody(): Promise<AttackSocket> {
    return AttackSocket.open(this.#parts, '');
  }

  /** Opens a socket with a token. It has joined no session. */
  async candidate(): Promise<AttackSocket> {
    return AttackSocket.open(this.#parts, `token=${await this.token()}`);
  }

  /** @param query more parameters, such as `ack=none`. */
  async speaker(query = ''): Promise<SpeakerSeat> {
    const token = await this.token();
    const wish = `token=${token}&action=createSession&sourceLanguage=en&${query}`;
    const socket = await AttackSocket.open(this.#parts, wish);
    const created = await socket.greeting('sessionCreated');
    return { socket, sessionId: String(created.sessionId) };
  }

  /** @returns the socket and its connection id. */
  async listener(sessionId: string): Promise<{ socket: AttackSocket; connectionId: string }> {
    const socket = await AttackSocket.open(this.#parts, `sessionId=${sessionId}&targetLanguage=es&transcripts=on`);
    const joined = await socket.greeting('sessionJoined');
    return { socket, connectionId: String(joined.connectionId) };
  }
}
