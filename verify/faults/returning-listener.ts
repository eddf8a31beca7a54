/** A listener with the typed client, which comes back by itself when its socket is cut. Its player is the same. */
import { WebSocket } from 'ws';
import { Listener as TypedListener } from '../../src/client/listener.ts';
import type { Message } from '../../testkit/sockets/message-socket.ts';
import { Hearing, type ListenerInput } from './listener.ts';

const ENDED_WITHIN_MS = 30_000;
/** Nobody listens on the discard port. */
const NOWHERE = 'ws://127.0.0.1:9/';

export class ReturningListener extends Hearing {
  #errors = 0;
  #client: TypedListener | undefined;
  /** The present socket. */
  #socket: WebSocket | undefined;
  #awayUntil = 0;
  readonly #ended: Promise<string>;
  #end: (reason: string) => void = () => {};
  /** Called with the end of the next speech that comes. */
  #onSpeech: () => void = () => {};

  private constructor() {
    super();
    this.#ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  /** Resolves when it has joined. */
  static async join({ url, sessionId, targetLanguage }: ListenerInput): Promise<ReturningListener> {
    const listener = new ReturningListener();
    const took = (message: object) => listener.#take(message as Message);
    const on = { audio: took, transcript: took, caption: took, sessionEnded: took, error: () => listener.#refused() };
    const options = { url, sessionId, targetLanguage, transcripts: true, WebSocket: listener.#sockets(), on };
    listener.#client = await TypedListener.join(options);
    return listener;
  }

  get connectionId(): string {
    return this.#client?.connectionId ?? '';
  }

  get errors(): number {
    return this.#errors;
  }

  /** Cuts its socket after the next speech that it gets, and every attempt to come back for so long. Resolves at the cut. */
  async cut(forMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#onSpeech = resolve;
    });
    this.#awayUntil = performance.now() + forMs;
    this.#socket?.terminate();
  }

  async ended(): Promise<string> {
    const late = new Promise<never>((_, reject) => {
      setTimeout(() => reject(new Error('no sessionEnded')), ENDED_WITHIN_MS).unref();
    });
    return Promise.race([this.#ended, late]);
  }

  close(): void {
    this.#client?.close();
  }

  #take(message: Message): void {
    if (message.type === 'sessionEnded') this.#end(String(message.reason));
    this.take(message, this);
    if (message.type === 'audio' && message.parts !== undefined) this.#onSpeech();
  }

  #refused(): void {
    this.#errors += 1;
  }

  #sockets() {
    const self = this;
    return class extends WebSocket {
      constructor(url: string, protocols?: string[]) {
        super(performance.now() < self.#awayUntil ? NOWHERE : url, protocols);
        self.#socket = this;
      }
    };
  }
}
