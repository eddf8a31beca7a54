/**
 * A speaker: sends stamped audio at natural pace in binary frames of 100 ms. When its socket is lost, it reconnects within
 * the grace period and sends chunks without an acknowledgement again before it goes on.
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
 * Limit for the chunks without an answer and those answered in the last second, together. A chunk reaches the server between
 * its sending and its answer, so even if chunks are delayed and come together, the server gets no more than 50 in a second.
 */
const MOST_A_SECOND = 45;
const ANSWERED_WITHIN_MS = 60_000;
/** A longer delay is a stall of the machine and is not caught up, because that would be a flood. */
const MAX_LATE_MS = 1_000;
const TRIES = 20;
/** Close codes after which it reconnects: the socket was lost, the server restarts, the client was idle or slow. */
const MEANS_COME_BACK = [1001, 1006, 4408, 4413];

export class Voice {
  readonly #parts: VoiceParts;
  #socket: MessageSocket | undefined;
  #sessionId = '';
  #waiting: Chunk[] = [];
  #inFlight: Chunk[] = [];
  /** Times of the answers in the last second. */
  #answeredAt: number[] = [];
  #spoken = 0;
  #nextAt = 0;
  #timer: NodeJS.Timeout | undefined;
  /** True during a refresh: nothing is sent. */
  #isHeld = false;
  #isSilent = false;
  #isReturning = false;
  /** True: the speaker is leaving, so a close is expected. */
  #isLeaving = false;
  #interruptedAt: number | undefined;
  #awaited: { readonly type: string; readonly resolve: () => void } | undefined;
  /** The reason in sessionEnded. */
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

  /** Rejects with RefusedError when the server refuses the session. */
  async create(): Promise<void> {
    this.#socket = await this.#open({ action: 'createSession', sourceLanguage: 'en' }, 'sessionCreated');
    this.#sessionId = String(this.#socket.greeting.sessionId);
  }

  /** Begins to speak after a delay, so that speakers do not send at the same time. */
  speak(delayMs: number): void {
    this.#nextAt = performance.now() + delayMs;
    this.#timer = setTimeout(() => this.#tick(), delayMs);
  }

  /** Stops new speech and sends the rest. @returns whether all of it was answered. */
  async fallSilent(): Promise<boolean> {
    this.#isSilent = true;
    return cameTrue(() => this.#waiting.length + this.#inFlight.length === 0, ANSWERED_WITHIN_MS);
  }
  /** Sends a control when the speaker is connected, and again if the socket is lost before the answer. */
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

  /** Sends a message without waiting for an answer. */
  say(message: Readonly<Record<string, unknown>>): void {
    this.#socket?.send(message);
  }

  /** Drops the socket, as in a network failure. */
  drop(): void {
    this.#socket?.drop();
  }

  /** Refreshes the connection when everything on the old socket is answered. */
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

  /** Ends the session, or vanishes, so that the session ends after its grace period. */
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
        // Chunks over the rate get one error together, so answers cannot be matched to chunks any more. A new socket resets this.
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
    // The message that ends the interruption may be lost with the socket, so this one is not measured.
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
