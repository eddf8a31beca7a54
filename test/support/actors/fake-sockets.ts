/** Sockets and the topics they listen to, as the server's would behave: closing one is noticed at once, and only once. */
import Type from 'typebox';
import { Compile } from 'typebox/compile';
import type { AudiencePort, SocketPort } from '../../../src/actors/ports/sockets.ts';
import type { CloseName } from '../../../src/protocol/close-codes.ts';
import { SERVER_MESSAGES, type ServerMessage, type ServerMessageType } from '../../../src/protocol/server-messages.ts';

const validators = new Map<ServerMessageType, { Check(value: unknown): boolean }>();

export class FakeSocket implements SocketPort {
  readonly connectionId: string;
  readonly topics = new Set<string>();
  /** Everything it was sent, in order; all of it of the wire's schemas. */
  readonly messages: ServerMessage[] = [];
  closedWith: CloseName | undefined;
  isRetired = false;
  /** As the server's close handler. */
  onClose: () => void = () => {};

  constructor(connectionId: string) {
    this.connectionId = connectionId;
  }

  send(text: string): void {
    if (this.closedWith === undefined) this.messages.push(checked(text));
  }

  subscribe(topic: string): void {
    this.topics.add(topic);
  }

  retire(): void {
    this.isRetired = true;
  }

  close(how: CloseName): void {
    if (this.closedWith !== undefined) return;
    this.closedWith = how;
    this.onClose();
  }

  /** The messages of one type. */
  of<T extends ServerMessageType>(type: T): Extract<ServerMessage, { type: T }>[] {
    return this.messages.filter((message): message is Extract<ServerMessage, { type: T }> => message.type === type);
  }

  get types(): ServerMessageType[] {
    return this.messages.map((message) => message.type);
  }
}

export class FakeAudience implements AudiencePort {
  readonly sockets: FakeSocket[] = [];
  readonly published: { topic: string; message: ServerMessage }[] = [];
  /** Called before anything is published: a place to break. */
  onPublish: (topic: string) => void = () => {};

  connect(connectionId: string): FakeSocket {
    const socket = new FakeSocket(connectionId);
    this.sockets.push(socket);
    return socket;
  }

  publish(topic: string, text: string): void {
    this.onPublish(topic);
    this.published.push({ topic, message: checked(text) });
    for (const socket of this.sockets) if (socket.topics.has(topic)) socket.send(text);
  }
}

/** @throws when a message is not what the protocol says, or has members that it does not. */
function checked(text: string): ServerMessage {
  const message = JSON.parse(text) as ServerMessage;
  const { properties } = SERVER_MESSAGES[message.type];
  const validator = validators.get(message.type) ?? Compile(Type.Object(properties, { additionalProperties: false }));
  validators.set(message.type, validator);
  if (!validator.Check(message)) throw new Error(`not a message of the protocol: ${text}`);
  return message;
}
