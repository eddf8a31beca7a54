/** A client of the server floor in memory: its socket, with what it got as messages, each held against the wire contract. */
import assert from 'node:assert/strict';
import type { ServerMessage, ServerMessageType } from '../../../src/protocol/server-messages.ts';
import type { InjectedSocket } from '../../../src/server/sockets/injected-socket.ts';
import { ContractCheck, errorProblem } from '../contract-check.ts';

type MessageOf<T extends ServerMessageType> = Extract<ServerMessage, { type: T }>;
type ErrorObject = Pick<MessageOf<'error'>, 'code' | 'message' | 'details'>;

export class BenchClient {
  readonly socket: InjectedSocket;

  constructor(socket: InjectedSocket) {
    this.socket = socket;
  }

  /** Everything it was told, in order. */
  get messages(): ServerMessage[] {
    const contract = new ContractCheck();
    const texts = this.socket.frames.filter((frame) => typeof frame === 'string');
    return texts.map((text) => {
      const message = JSON.parse(text) as ServerMessage;
      assert.equal(contract.problemOf(message), undefined, text);
      return message;
    });
  }

  /** In a word each: an error's code, any other message's type. */
  get words(): string[] {
    return this.messages.map((message) => (message.type === 'error' ? message.code : message.type));
  }

  /** The newest message, which must be of this type. */
  last<T extends ServerMessageType>(type: T): MessageOf<T> {
    const message = this.messages.at(-1);
    assert.equal(message?.type, type);
    return message as MessageOf<T>;
  }

  /** @returns the answer to an upgrade that must have been refused. */
  get refusal(): { status: number; headers: Readonly<Record<string, string>> } & ErrorObject {
    const { refused } = this.socket;
    assert.ok(refused, `not refused: ${this.words}`);
    const body = refused.body as MessageOf<'error'>;
    assert.equal(errorProblem(body, 'upgrade'), undefined);
    const { code, message, details } = body;
    return { status: refused.status, headers: refused.headers ?? {}, code, message, details };
  }

  send(message: Readonly<Record<string, unknown>> | Uint8Array | string): void {
    const isFrame = typeof message === 'string' || message instanceof Uint8Array;
    this.socket.send(isFrame ? message : JSON.stringify(message));
  }
}
