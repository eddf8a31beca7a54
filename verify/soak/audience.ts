/** One session's listeners: a witness from beginning to end, who reads and hears every final, and at times a visitor. */
import type { BlockLedger } from '../../testkit/block-ledger/block-ledger.ts';
import { type Message, MessageSocket } from '../../testkit/sockets/message-socket.ts';
import { ListenerEar } from '../hearing/listener-ear.ts';
import type { Figures } from './figures.ts';

export interface AudienceParts {
  readonly url: string;
  readonly sessionId: string;
  readonly ledger: BlockLedger;
  readonly figures: Figures;
}

const WITNESS_LANGUAGE = 'de';
export const VISITOR_LANGUAGES = ['fr', 'it', 'ja'] as const;

export class Audience {
  readonly #parts: AudienceParts;
  /** What the witness was told and what sounded at its player: texts by result and segment. */
  readonly #told = new Map<string, string>();
  readonly #heard: string[] = [];
  readonly #sounded = new Set<string>();
  readonly #ear = new ListenerEar(({ text = '', resultId, segment }) => {
    this.#heard.push(text);
    this.#sounded.add(nameOf(resultId, segment));
  });
  #witness: MessageSocket | undefined;
  #visitor: MessageSocket | undefined;
  /** The reason in the witness's sessionEnded. */
  endReason: string | undefined;

  constructor(parts: AudienceParts) {
    this.#parts = parts;
  }

  /** @returns a ledger of what sounded at the witness's player; all that waits in it is played first. */
  heard(): BlockLedger {
    this.#ear.finish();
    const ledger = this.#parts.ledger.unheard();
    for (const text of this.#heard) ledger.hear(text);
    return ledger;
  }

  /** The segments that the witness was told and did not hear: text by result and segment. */
  unheard(): ReadonlyMap<string, string> {
    return new Map([...this.#told].filter(([name]) => !this.#sounded.has(name)));
  }

  get hasVisitor(): boolean {
    return this.#visitor?.isOpen === true;
  }

  async open(): Promise<void> {
    const query = { sessionId: this.#parts.sessionId, targetLanguage: WITNESS_LANGUAGE, transcripts: 'on' };
    this.#witness = await this.#join(query, 'sessionJoined', (message) => this.#testify(message));
  }

  async visit(language: string): Promise<void> {
    this.#visitor ??= await this.#join(
      { sessionId: this.#parts.sessionId, targetLanguage: language },
      'sessionJoined',
      () => {},
    );
  }

  /** @param how `close`: with a close frame. `drop`: without. */
  leave(how: 'close' | 'drop'): void {
    this.#visitor?.[how]();
    this.#visitor = undefined;
  }

  say(message: Readonly<Record<string, unknown>>): void {
    this.#visitor?.send(message);
  }

  /** Refreshes the visitor's connection. The server closes the old socket later. */
  async refresh(): Promise<void> {
    const old = this.#visitor;
    if (!old?.isOpen) return;
    const connectionId = String(old.greeting.connectionId);
    const query = { action: 'refreshConnection', role: 'listener', sessionId: this.#parts.sessionId, connectionId };
    this.#visitor = await this.#join(query, 'connectionRefreshComplete', () => {});
    this.#parts.figures.refreshes += 1;
  }

  destroy(): void {
    this.#witness?.drop();
    this.#visitor?.drop();
  }

  #testify(message: Message): void {
    const { figures, ledger } = this.#parts;
    if (message.type === 'transcript' && message.isPartial === false) {
      ledger.hear(String(message.text));
      this.#told.set(nameOf(message.resultId, message.segment), String(message.text));
    }
    this.#ear.take(message, performance.now());
    if (message.type === 'audio' || message.type === 'caption') figures.deliveries += 1;
    if (message.type === 'sessionEnded') this.endReason = String(message.reason);
    if (message.type === 'error') figures.error(`a listener got ${String(message.code)}`);
  }

  #join(query: Record<string, string>, greeting: string, onMessage: (message: Message) => void) {
    return MessageSocket.open(`${this.#parts.url}?${new URLSearchParams(query)}`, greeting, {
      onMessage,
      onClose: (code, socket) => {
        if (socket !== this.#witness || this.endReason !== undefined) return;
        this.#parts.figures.error(`a witness was closed with ${code}`);
      },
    });
  }
}

/** @returns how a segment is named in the report. */
export function nameOf(resultId: unknown, segment: unknown): string {
  return `${String(resultId)} ${String(segment)}`;
}
