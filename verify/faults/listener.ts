/**
 * A listener of a session: what it is told (transcripts, in the speaker's words) and what it hears at its player's output.
 * Keeps its place by a refresh; `returning-listener.ts` has one that comes back by the typed client.
 */
import type { BlockLedger } from '../../testkit/block-ledger/block-ledger.ts';
import { toBlocks } from '../../testkit/block-ledger/stamped-blocks.ts';
import { type Message, MessageSocket } from '../../testkit/sockets/message-socket.ts';
import { type EarCounts, ListenerEar } from '../hearing/listener-ear.ts';

interface Said {
  readonly text: string;
  /** performance.now() of its arrival or, of what was heard, of its end at the player's output. */
  readonly at: number;
}

interface Line extends Said {
  readonly resultId: string;
}

export interface ListenerInput {
  /** ws://… */
  readonly url: string;
  readonly sessionId: string;
  readonly targetLanguage: string;
}

/** What is counted of any listener. */
export abstract class Hearing {
  /** Of its present connection. */
  abstract readonly connectionId: string;
  /** Errors that it was sent. */
  abstract readonly errors: number;
  /** The reason in sessionEnded. Rejects if it does not come. */
  abstract ended(): Promise<string>;
  abstract close(): void;

  readonly #ear = new ListenerEar(({ text = '', firstSoundAtMs, durationMs, resultId, segment }) => {
    this.#heard.push({ text, at: firstSoundAtMs + durationMs });
    this.heardSegments.add(`${resultId} ${segment}`);
  });
  readonly #heard: Said[] = [];
  #lines: Line[] = [];
  /** The socket that each line came on first: while two are open, both get it. */
  readonly #lineSockets = new Map<string, object>();
  /** Deliveries of the pipeline: the time, and the last block that each names. */
  readonly #fromPipeline: { readonly at: number; readonly block: number }[] = [];

  /** Names of the segments that sounded: result and number. */
  readonly heardSegments = new Set<string>();

  /** Takes a message of any of the listener's sockets. */
  take(message: Message, socket: object): void {
    const at = performance.now();
    if (message.type === 'transcript' && message.isPartial === false) this.#tell(message, at, socket);
    // Where there is no voice for the language, the listener reads.
    if (message.type === 'caption' && message.isPartial === false) this.#heard.push({ text: String(message.text), at });
    if (message.type === 'caption' || message.type === 'audio') {
      this.#fromPipeline.push({ at, block: Math.max(0, ...toBlocks(String(message.text))) });
    }
    this.#ear.take(message, at);
  }

  /** @returns a ledger of what the listener was told. @param sent a ledger that knows what was sent. */
  told(sent: BlockLedger): BlockLedger {
    return heardBy(sent, this.#lines);
  }

  /** @returns a ledger of what came out of the listener's player; all that waits in it is played first. */
  heard(sent: BlockLedger): BlockLedger {
    this.#ear.finish();
    return heardBy(sent, this.#heard);
  }

  get earCounts(): EarCounts {
    return this.#ear.counts;
  }

  /** When the pipeline first delivered speech from after this block. */
  heardAfter(block: number): number | undefined {
    return this.#fromPipeline.find((heard) => heard.block > block)?.at;
  }

  /** A final without a segment replaces all lines of its result. */
  #tell({ resultId, segment, text }: Message, at: number, socket: object): void {
    const name = JSON.stringify([resultId, segment, text]);
    const first = this.#lineSockets.get(name) ?? socket;
    this.#lineSockets.set(name, first);
    if (first !== socket) return;
    const line = { resultId: String(resultId), text: String(text), at };
    if (segment === undefined) this.#lines = this.#lines.filter((each) => each.resultId !== line.resultId);
    this.#lines.push(line);
  }
}

export class Listener extends Hearing {
  readonly #input: ListenerInput;
  #socket: MessageSocket | undefined;
  #errors = 0;

  private constructor(input: ListenerInput) {
    super();
    this.#input = input;
  }

  /** Resolves when it has joined, and asks for transcripts. */
  static async join(input: ListenerInput): Promise<Listener> {
    const listener = new Listener(input);
    const { sessionId, targetLanguage } = input;
    await listener.#open({ sessionId, targetLanguage, transcripts: 'on' }, 'sessionJoined');
    return listener;
  }

  get connectionId(): string {
    return String(this.#socket?.greeting.connectionId);
  }

  get errors(): number {
    return this.#errors;
  }

  /** Puts another socket in the place of the present one, which goes on until the server closes it. Its ear hears both. */
  async refresh(): Promise<void> {
    const { sessionId } = this.#input;
    const query = { action: 'refreshConnection', role: 'listener', sessionId, connectionId: this.connectionId };
    await this.#open({ ...query, transcripts: 'on' }, 'connectionRefreshComplete');
  }

  async ended(): Promise<string> {
    return String((await this.#socket?.got('sessionEnded'))?.reason);
  }

  close(): void {
    this.#socket?.drop();
  }

  async #open(query: Readonly<Record<string, string>>, greeting: string): Promise<void> {
    this.#socket = await MessageSocket.open(`${this.#input.url}/?${new URLSearchParams(query)}`, greeting, {
      onMessage: (message, socket) => {
        if (message.type === 'error') this.#errors += 1;
        this.take(message, socket);
      },
    });
  }
}

function heardBy(sent: BlockLedger, said: readonly Said[]): BlockLedger {
  const ledger = sent.unheard();
  for (const { text, at } of said) ledger.hear(text, at);
  return ledger;
}
