/** One session under a fault: a speaker who sends numbered blocks at natural pace, and a listener who hears them. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { SegmentMode } from '../../src/protocol/segments.ts';
import { BlockLedger } from '../../testkit/block-ledger/block-ledger.ts';
import { BLOCK_BYTES, BLOCK_MS, numbersFrom, stampedBlocks } from '../../testkit/block-ledger/stamped-blocks.ts';
import { type Message, MessageSocket } from '../../testkit/sockets/message-socket.ts';
import { cameTrue } from '../../testkit/until.ts';
import { type Hearing, Listener, type ListenerInput } from './listener.ts';
import type { Measured } from './row.ts';

const BLOCKS_PER_CHUNK = 5;
const CHUNK_BYTES = BLOCKS_PER_CHUNK * BLOCK_BYTES;
/** Blocks in a word, as the recogniser of the table makes them: 180 ms. */
export const WORD_BLOCKS = 9;
const SHORTEST_WORD_MS = 60;
const ANSWERED_WITHIN_MS = 10_000;

/** What a row wants of its session. */
export interface BroadcastWish {
  /** Default `es`. */
  readonly targetLanguage?: string;
  /** Where its speech is cut for translation. Default: the server's. */
  readonly segments?: SegmentMode;
  /** Default: a listener with one socket, who also reads transcripts. */
  readonly join?: (input: ListenerInput) => Promise<Hearing>;
}

export interface BroadcastInput extends BroadcastWish {
  /** ws://… */
  readonly url: string;
  readonly token: string;
  /** Number of the first block. Sessions have different ranges, so that a word from another session is detected. */
  readonly firstBlock: number;
}

export interface Pace {
  readonly atLeastMs: number;
  readonly atMostMs: number;
  /** Speech goes on until this returns true. */
  readonly until: () => boolean;
}

type Counts = Pick<Measured, 'sent' | 'covered' | 'heard' | 'missing' | 'doubled' | 'latestMs'>;

export class Broadcast {
  /** What was sent, and what the server took. */
  readonly ledger = new BlockLedger();
  readonly sessionId: string;
  readonly listener: Hearing;
  /** The segments that the speaker was told, by result and number: each that there is, whoever hears it. */
  readonly segments = new Map<string, string>();
  /** Times from a chunk to its acknowledgement, ms. */
  readonly ackMs: number[] = [];
  /** The blocks of each chunk that has no answer yet. */
  readonly #unanswered: (readonly number[])[] = [];
  /** When each chunk was sent. */
  readonly #sentAt: number[] = [];
  readonly #speaker: MessageSocket;
  #nextBlock: number;
  #chunkBytes = CHUNK_BYTES;
  /** The rest of a block whose beginning was sent. */
  #rest = Buffer.alloc(0);

  private constructor(speaker: MessageSocket, listener: Hearing, sessionId: string, firstBlock: number) {
    this.#speaker = speaker;
    this.listener = listener;
    this.sessionId = sessionId;
    this.#nextBlock = firstBlock;
  }

  /** Resolves when the listener has joined. */
  static async open({ url, token, firstBlock, ...wishes }: BroadcastInput): Promise<Broadcast> {
    const { targetLanguage = 'es', segments, join = Listener.join } = wishes;
    // A message may come before the broadcast exists.
    const hears = { speaker: (_: Message) => {} };
    const wish = { token, action: 'createSession', sourceLanguage: 'en', ...(segments && { segments }) };
    const speaker = await MessageSocket.open(`${url}/?${new URLSearchParams(wish)}`, 'sessionCreated', {
      onMessage: (message) => hears.speaker(message),
    });
    const sessionId = String(speaker.greeting.sessionId);
    const listener = await join({ url, sessionId, targetLanguage });
    const broadcast = new Broadcast(speaker, listener, sessionId, firstBlock);
    hears.speaker = (message) => broadcast.#answer(message);
    return broadcast;
  }

  /** The session's figures for the table. @param covered a ledger of finals. Default: those that the listener was told. */
  counts(covered = this.listener.told(this.ledger)): Counts {
    const heard = this.listener.heard(this.ledger);
    const { taken, missing, doubled } = heard.tally();
    return {
      ...{ sent: taken, covered: taken - covered.missing, heard: taken - missing, missing },
      // A refused chunk may have been recognised. It counts as doubled only if it is heard more than once.
      doubled: doubled - heard.heardUntaken,
      latestMs: covered.latestMs,
    };
  }

  /** Number of messages of a type that the speaker got. */
  told(type: string): number {
    return this.#speaker.count(type);
  }

  /** Number of the last block that was sent. */
  get lastBlock(): number {
    return this.#nextBlock - 1;
  }

  /** Sets the length of further chunks, which may cut a block. The pace stays natural. */
  cutAt(bytes: number): void {
    this.#chunkBytes = bytes;
  }

  /** Speaks by the clock, so that chunks that a busy machine delays are caught up. */
  async speak({ atLeastMs, atMostMs, until: isEnough }: Pace): Promise<void> {
    const startedAt = performance.now();
    const chunkMs = (this.#chunkBytes / BLOCK_BYTES) * BLOCK_MS;
    for (let ms = 0; ms < atMostMs && (ms < atLeastMs || !isEnough() || this.#isInBeginningOfWord); ms += chunkMs) {
      await sleep(Math.max(0, startedAt + ms - performance.now()));
      this.say();
    }
  }

  /** The last word is so short that it lies within the movement of item times. Nobody says such a word. */
  get #isInBeginningOfWord(): boolean {
    const blocks = this.#nextBlock % WORD_BLOCKS;
    return blocks > 0 && blocks * BLOCK_MS <= SHORTEST_WORD_MS;
  }

  /** Sends one chunk now. */
  say(): void {
    const lacking = Math.ceil((this.#chunkBytes - this.#rest.length) / BLOCK_BYTES);
    const blocks = numbersFrom(this.#nextBlock, lacking);
    const speech = Buffer.concat([this.#rest, stampedBlocks(this.#nextBlock, lacking)]);
    this.#nextBlock += lacking;
    const isCut = speech.length > this.#chunkBytes;
    // A cut block counts with the chunk that has its end. The first block here may be the end of such a block.
    const whole = [...(this.#rest.length > 0 ? [(blocks[0] ?? this.#nextBlock) - 1] : []), ...blocks];
    const owed = isCut ? whole.slice(0, -1) : whole;
    this.ledger.send(owed, performance.now());
    this.#unanswered.push(owed);
    this.#rest = speech.subarray(this.#chunkBytes);
    this.#sentAt.push(performance.now());
    this.#speaker.send(speech.subarray(0, this.#chunkBytes));
  }

  /** @returns how long the answer took, ms. */
  async control(message: Readonly<Record<string, unknown>>, answer: string): Promise<number> {
    const startedAt = performance.now();
    const count = this.told(answer) + 1;
    this.#speaker.send(message);
    await this.#speaker.got(answer, count);
    return performance.now() - startedAt;
  }

  /** Ends the session right after the last chunk and waits for both sessionEnded messages. @returns the problems. */
  async end(): Promise<string[]> {
    const problems: string[] = [];
    this.#speaker.send({ action: 'endSession' });
    try {
      await this.#speaker.got('sessionEnded');
      const reason = await this.listener.ended();
      if (reason !== 'ended') problems.push(`the session ended: ${reason}`);
    } catch (error) {
      problems.push(error instanceof Error ? error.message : String(error));
    }
    if (!(await cameTrue(() => this.#unanswered.length === 0, ANSWERED_WITHIN_MS)))
      problems.push('chunks were not acknowledged');
    if (this.#speaker.count('error') + this.listener.errors > 0) problems.push('an error was sent to a client');
    problems.push(...this.#contradictions());
    this.close();
    return problems;
  }

  close(): void {
    this.#speaker.drop();
    this.listener.close();
  }

  /** What no fault excuses: order, and a difference between what the listener was told and what it heard. */
  #contradictions(): string[] {
    const told = this.listener.told(this.ledger);
    const heard = this.listener.heard(this.ledger);
    const repeated = told.tally().doubled - told.heardUntaken;
    return [
      ...(told.disordered > 0 ? ['finals out of order'] : []),
      ...(heard.disordered > 0 ? ['heard out of order'] : []),
      ...(repeated > 0 ? [`${repeated} blocks told twice`] : []),
      ...(this.listener.earCounts.skipped > 0 ? ['the player skipped speech'] : []),
      ...(this.listener.earCounts.repeated > 0 ? ['speech was delivered twice under two numbers'] : []),
    ];
  }

  #answer(message: Message): void {
    const { type, isPartial, resultId, segment } = message;
    if (type === 'transcript' && isPartial === false && segment !== undefined) {
      this.segments.set(`${String(resultId)} ${String(segment)}`, String(message.text));
    }
    if (type !== 'audioReceived') return;
    this.ackMs.push(performance.now() - (this.#sentAt[this.ackMs.length] ?? 0));
    this.ledger.settle(this.#unanswered.shift() ?? [], message.dropped === undefined ? 'taken' : 'refused');
  }
}
