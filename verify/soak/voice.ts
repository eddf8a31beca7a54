/**
 * A speaker: stamped audio at its natural pace in binary frames of 100 ms, on a socket that may be lost. Keeps what is
 * not acknowledged, comes back within the grace, and sends it again before it goes on.
 */
import type { BlockLedger, Fate } from '../../testkit/block-ledger/block-ledger.ts';
import { numbersFrom, stampedBlocks } from '../../testkit/block-ledger/stamped-blocks.ts';
import { RefusedError } from '../../testkit/sockets/client-socket.ts';
import { type Message, MessageSocket } from '../../testkit/sockets/message-socket.ts';
import { cameTrue, pause } from '../../testkit/until.ts';
import type { Figures } from './figures.ts';

export interface VoiceParts {
  /** `ws://host:port/` */
  readonly url: string;
  readonly token: string;
  readonly ledger: BlockLedger;
  readonly figures: Figures;
}

interface Chunk {
  readonly first: number;
  readonly pcm: Uint8Array;
  sentAt: number;
}

const CHUNK_MS = 100;
const BLOCKS = 5;
const CHUNKS_A_TICK = 3;
/**
 * Sent and not answered, and answered in the last second, together: each reaches the server between its sending and its
 * answer, so however they are bunched on the way, no second of the server's sees more than its 50.
 */
const MOST_A_SECOND = 45;
const ANSWERED_WITHIN_MS = 60_000;
/** Later than this the machine stood still, and making up for it would be a flood. */
const MAX_LATE_MS = 1_000;
const TRIES = 20;
/** Lost, or sent away by a server that restarts, or for being idle or slow; every other close is for good. */
const MEANS_COME_BACK = [1001, 1006, 4408, 4413];

export class Voice {
  readonly #parts: VoiceParts;
  #socket: MessageSocket | undefined;
  #sessionId = '';
  #waiting: Chunk[] = [];
  #inFlight: Chunk[] = [];
  /** When the latest answers came. */
  #answeredAt: number[] = [];
  #spoken = 0;
  #nextAt = 0;
  #timer: NodeJS.Timeout | undefined;
  /** While another socket takes over. */
  #isHeld = false;
  #isSilent = false;
  #isReturning = false;
  /** The wish to end it all; from then on a closed socket is no loss. */
  #isLeaving = false;
  #interruptedAt: number | undefined;
  #awaited: { readonly type: string; readonly resolve: () => void } | undefined;
  /** Why the session ended, as it was told. */
  endReason: string | undefined;

  constructor(parts: VoiceParts) {
    this.#parts = parts;
  }

  get sessionId(): string {
    return this.#sessionId;
  }

  get isSeated(): boolean {
    return this.#socket?.isOpen === true;
  }

  /** Rejects with RefusedError when the server will not have the session. */
  async create(): Promise<void> {
    this.#socket = await this.#open({ action: 'createSession', sourceLanguage: 'en' }, 'sessionCreated');
    this.#sessionId = String(this.#socket.greeting.sessionId);
  }

  /** Begins to speak, somewhere within the first tenth of a second: speakers are not in step. */
  speak(delayMs: number): void {
    this.#nextAt = performance.now() + delayMs;
    this.#timer = setTimeout(() => this.#tick(), delayMs);
  }

  /** No new words; what was said is still sent. @returns whether all of it was answered. */
  async fallSilent(): Promise<boolean> {
    this.#isSilent = true;
    return cameTrue(() => this.#waiting.length + this.#inFlight.length === 0, ANSWERED_WITHIN_MS);
  }
  /** A control, once the speaker is seated; again on the next socket if the answer is lost with this one. */
  async control(message: Readonly<Record<string, unknown>>, answer: string): Promise<boolean> {
    const deadline = performance.now() + ANSWERED_WITHIN_MS;
    while (performance.now() < deadline && !this.#isLeaving) {
      await cameTrue(() => this.isSeated || this.#isLeaving, ANSWERED_WITHIN_MS);
      let isAnswered = false;
      this.#awaited = {
        type: answer,
        resolve: () => {
          isAnswered = true;
        },
      };
      const socket = this.#socket;
      socket?.send(message);
      await cameTrue(() => isAnswered || this.#socket !== socket || !this.isSeated, ANSWERED_WITHIN_MS);
      if (isAnswered) return true;
    }
    return false;
  }

  /** Something that needs no answer of its own. */
  say(message: Readonly<Record<string, unknown>>): void {
    this.#socket?.send(message);
  }

  /** As when the network is gone. */
  drop(): void {
    this.#socket?.drop();
  }

  /** A new socket takes over, once everything on the old one is answered. */
  async refresh(): Promise<void> {
    this.#isHeld = true;
    try {
      const old = this.#socket;
      if (!(await cameTrue(() => this.#inFlight.length === 0 || !this.isSeated, ANSWERED_WITHIN_MS))) return;
      if (!this.isSeated || this.#socket !== old) return;
      const query = { action: 'refreshConnection', role: 'speaker', sessionId: this.#sessionId };
      const fresh = await this.#open(query, 'connectionRefreshComplete');
      this.#socket = fresh;
      this.#parts.figures.refreshes += 1;
    } finally {
      this.#isHeld = false;
    }
  }

  /** Ends the session, or leaves it to end by itself. */
  leave(how: 'endSession' | 'vanish'): void {
    this.#isLeaving = true;
    clearTimeout(this.#timer);
    if (how === 'endSession') this.#socket?.send({ action: 'endSession' });
    else this.#socket?.drop();
  }

  destroy(): void {
    this.#isLeaving = true;
    clearTimeout(this.#timer);
    this.#socket?.drop();
  }

  #tick(): void {
    if (this.#isLeaving) return;
    if (!this.#isSilent) this.#utter();
    this.#pump();
    this.#nextAt += CHUNK_MS;
    const waitMs = this.#nextAt - performance.now();
    if (waitMs < -MAX_LATE_MS) this.#nextAt -= waitMs;
    this.#timer = setTimeout(() => this.#tick(), Math.max(0, waitMs));
  }

  #utter(): void {
    const first = this.#spoken + 1;
    this.#spoken += BLOCKS;
    this.#parts.ledger.send(numbersFrom(first, BLOCKS));
    this.#waiting.push({ first, pcm: stampedBlocks(first, BLOCKS), sentAt: 0 });
  }

  #pump(): void {
    const now = performance.now();
    this.#answeredAt = this.#answeredAt.filter((at) => now - at < 1_000);
    for (let sent = 0; sent < CHUNKS_A_TICK && !this.#isHeld && this.isSeated; sent += 1) {
      if (this.#inFlight.length + this.#answeredAt.length >= MOST_A_SECOND) return;
      const chunk = this.#waiting.shift();
      if (chunk === undefined) return;
      chunk.sentAt = now;
      this.#inFlight.push(chunk);
      this.#socket?.send(chunk.pcm);
    }
  }

  #hear(message: Message, socket: MessageSocket): void {
    const { figures } = this.#parts;
    if (message.type === this.#awaited?.type) this.#awaited.resolve();
    switch (message.type) {
      case 'audioReceived':
        this.#answered(message.dropped === undefined ? 'taken' : 'refused');
        break;
      case 'error':
        figures.error(`a speaker got ${String(message.code)} (${String(message.message)})`);
        // Of the chunks that are over a rate one is answered for all: which is which is known again on another socket.
        if ((message.details as { kind?: string }).kind === 'audio') socket.drop();
        break;
      case 'transcriptionInterrupted':
        figures.interruptions += 1;
        this.#interruptedAt ??= performance.now();
        break;
      case 'transcriptionRestored':
        if (this.#interruptedAt !== undefined) figures.recoveries.add(performance.now() - this.#interruptedAt);
        this.#interruptedAt = undefined;
        break;
      case 'transcriptionFailed':
        figures.failures += 1;
        this.#interruptedAt = undefined;
        break;
      case 'sessionEnded':
        if (socket === this.#socket) this.endReason = String(message.reason);
        break;
    }
  }

  #answered(fate: Fate): void {
    const chunk = this.#inFlight.shift();
    if (chunk === undefined) return;
    this.#answeredAt.push(performance.now());
    this.#parts.figures.acks.add(performance.now() - chunk.sentAt);
    this.#parts.ledger.settle(numbersFrom(chunk.first, BLOCKS), fate);
  }

  #closed(code: number, socket: MessageSocket): void {
    if (socket !== this.#socket || this.#isLeaving || this.endReason !== undefined) return;
    // What the speaker was not told meanwhile, it cannot measure.
    this.#interruptedAt = undefined;
    for (const { first } of this.#inFlight) this.#parts.ledger.settle(numbersFrom(first, BLOCKS), 'unknown');
    this.#waiting = [...this.#inFlight, ...this.#waiting];
    this.#inFlight = [];
    if (code !== 1006) this.#parts.figures.error(`a speaker was closed with ${code}`);
    if (MEANS_COME_BACK.includes(code)) void this.#comeBack();
  }

  async #comeBack(): Promise<void> {
    if (this.#isReturning) return;
    this.#isReturning = true;
    for (let attempt = 0; attempt < TRIES && !this.#isLeaving && !this.isSeated; attempt += 1) {
      await pause(Math.min(2_000, 100 * 2 ** attempt) * (0.5 + Math.random()));
      try {
        this.#socket = await this.#open({ sessionId: this.#sessionId }, 'sessionCreated');
        this.#parts.figures.reconnects += 1;
      } catch (error) {
        if (!(error instanceof RefusedError) || error.isForNow) continue;
        this.#parts.figures.error(`a speaker could not come back: ${error.message}`);
        break;
      }
    }
    this.#isReturning = false;
  }

  #open(query: Record<string, string>, greeting: string): Promise<MessageSocket> {
    const { token, url } = this.#parts;
    return MessageSocket.open(`${url}?${new URLSearchParams({ token, ...query })}`, greeting, {
      onMessage: (message, socket) => this.#hear(message, socket),
      onClose: (code, socket) => this.#closed(code, socket),
    });
  }
}
