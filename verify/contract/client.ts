/** One WebSocket client: sends anything, keeps what it receives until a check asks for it. Every wait has a time limit. */
import type { WebSocket } from 'ws';
import { ClientSocket, type Closing, type Headers, RefusedError } from '../../testkit/sockets/client-socket.ts';
import { type Code, STATUS } from './codes.ts';
import { PATIENCE_MS, within } from './deadline.ts';
import { Broken, fits, type Patterns, show } from './expectation.ts';
import type { Message, Observed } from './observed.ts';

export interface ClientOptions {
  readonly headers?: Headers;
  readonly protocols?: readonly string[];
  /** True: frames are kept unparsed, because they are deliveries and not the server's own messages. */
  readonly verbatim?: boolean;
  readonly from?: string;
}

/** Messages that the server sends without a request. */
const UNASKED = ['sessionStatus', 'transcript', 'audioSilent', 'audioHeard'];

export class Client {
  readonly #client: ClientSocket;
  readonly socket: WebSocket;
  readonly opened: Promise<void>;
  readonly closing: Promise<Closing>;
  /** All received messages, in order. Entries that next() took are undefined. */
  readonly #inbox: (Message | undefined)[] = [];
  readonly frames: { readonly data: Buffer; readonly isBinary: boolean }[] = [];
  /** The message that said that this client has joined. */
  greeting: Message = { type: 'none' };
  readonly #wakers = new Set<() => void>();

  constructor(url: string, observed: Observed, options: ClientOptions = {}) {
    const { headers = {}, protocols = [], verbatim = false, from } = options;
    this.#client = new ClientSocket(url, {
      headers,
      protocols,
      opensWithinMs: PATIENCE_MS,
      ...(from === undefined ? {} : { localAddress: from }),
      onFrame: (data, isBinary) => {
        this.frames.push({ data, isBinary });
        if (!verbatim) this.#inbox.push(observed.frame(data, isBinary));
        this.#wake();
      },
    });
    this.socket = this.#client.socket;
    this.opened = this.#client.opened.catch((error: Error) => {
      throw new Broken('the upgrade to be accepted', error instanceof RefusedError ? refusalOf(error) : error.message);
    });
    this.opened.catch(() => {});
    this.closing = this.#client.closed;
    void this.closing.then(() => this.#wake());
  }

  get closed(): Closing | undefined {
    return this.#client.closing;
  }

  get connectionId(): string {
    return String(this.greeting.connectionId);
  }

  /** Sends objects as JSON, strings unchanged, bytes as a binary frame. */
  send(message: unknown): void {
    this.#client.send(message);
  }

  /** Takes the first message of this type, received or still to come. @throws Broken when none comes. */
  next(type: string, where: (message: Message) => boolean = () => true, withinMs = PATIENCE_MS): Promise<Message> {
    return this.#take((message) => message.type === type && where(message), type, 0, withinMs);
  }

  /** Sends and returns the answer of this type. @throws Broken when it is an error, or none comes. */
  async ask(message: unknown, type: string, where: (message: Message) => boolean = () => true): Promise<Message> {
    const since = this.#inbox.length;
    this.send(message);
    const isAnswer = (one: Message) => one.type === 'error' || (one.type === type && where(one));
    const answer = await this.#take(isAnswer, type, since);
    if (answer.type === 'error') throw new Broken(type, `error ${answer.code} ${show(answer.details)}`);
    return answer;
  }

  /** Sends a message that must be refused, and checks the error. */
  async refused(message: unknown, code: Code, details: Patterns = {}): Promise<Message> {
    const since = this.#inbox.length;
    this.send(message);
    const isAnswer = ({ type }: Message) => !UNASKED.includes(type);
    const error = await this.#take(isAnswer, `error ${code}`, since);
    if (error.type !== 'error') throw new Broken(`error ${code}`, show(error));
    fits('the error', error, { code, statusCode: STATUS[code], message: /./, details, correlationId: /./ });
    return error;
  }

  /** Waits for a round trip, after which everything sent before has been handled. */
  async settled(): Promise<void> {
    const mark = Math.floor(Math.random() * 1e9);
    this.send({ action: 'heartbeat', timestamp: mark });
    await this.next('heartbeatAck', (ack) => ack.clientTimestamp === mark);
  }

  /** Messages of this type that were not taken yet. Without a type: all of them. */
  waiting(type?: string): Message[] {
    return this.#inbox.filter(
      (message): message is Message => message !== undefined && (type ?? message.type) === message.type,
    );
  }

  /** The messages that an action caused: without audioSilent, which comes after some time without any action. */
  noticed(): Message[] {
    return this.waiting().filter(({ type }) => type !== 'audioSilent');
  }

  /** Forgets all messages so far. */
  clear(): void {
    this.#inbox.fill(undefined);
  }

  async closesWith(code: number, withinMs = PATIENCE_MS): Promise<Closing> {
    const closing = await within(this.closing, `close ${code}`, () => `an open socket, ${this.#seen()}`, withinMs);
    if (closing.code !== code) throw new Broken(`close ${code}`, `close ${closing.code} ${show(closing.reason)}`);
    return closing;
  }

  /** Resolves at the next frame or close. */
  changed(): Promise<void> {
    return new Promise((resolve) => this.#wakers.add(resolve));
  }

  terminate(): void {
    this.#client.drop();
  }

  async #take(
    isIt: (message: Message) => boolean,
    what: string,
    since: number,
    withinMs = PATIENCE_MS,
  ): Promise<Message> {
    let isOver = false;
    const looking = async () => {
      // A wait that has ended must not take messages for other waits.
      while (!isOver) {
        const at = this.#inbox.findIndex((message, i) => i >= since && message !== undefined && isIt(message));
        const found = this.#inbox[at];
        if (found !== undefined) {
          this.#inbox[at] = undefined;
          return found;
        }
        if (this.closed !== undefined) throw new Broken(what, `close ${this.closed.code}, ${this.#seen()}`);
        await this.changed();
      }
      throw new Broken(what, 'nobody who waits for it');
    };
    return within(looking(), what, () => this.#seen(), withinMs).finally(() => {
      isOver = true;
    });
  }

  #seen(): string {
    const types = this.waiting().map(({ type, code }) => (type === 'error' ? `error ${code}` : type));
    return types.length === 0 ? 'nothing' : types.slice(-6).join(', ');
  }

  #wake(): void {
    for (const waker of this.#wakers) waker();
    this.#wakers.clear();
  }
}

/** `HTTP 503 TRANSCRIBE_UNAVAILABLE {"limit":6}`: the status, and the error in the body, if it has one. */
function refusalOf({ refusal: { status, body } }: RefusedError): string {
  try {
    const { code, details } = JSON.parse(body) as { code?: unknown; details?: unknown };
    return `HTTP ${status} ${code} ${show(details)}`;
  } catch {
    return `HTTP ${status}`;
  }
}
