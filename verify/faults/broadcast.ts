/** One session under a fault: a speaker who sends numbered blocks at natural pace, and a listener who gets every final. */
import { setTimeout as sleep } from 'node:timers/promises';
import { BlockLedger } from '../../testkit/block-ledger/block-ledger.ts';
import {
  BLOCK_BYTES,
  BLOCK_MS,
  numbersFrom,
  stampedBlocks,
  toBlocks,
} from '../../testkit/block-ledger/stamped-blocks.ts';
import { type Message, MessageSocket } from '../../testkit/sockets/message-socket.ts';
import { cameTrue } from '../../testkit/until.ts';
import type { Measured } from './row.ts';

const BLOCKS_PER_CHUNK = 5;
const CHUNK_BYTES = BLOCKS_PER_CHUNK * BLOCK_BYTES;
const ANSWERED_WITHIN_MS = 10_000;

export interface BroadcastInput {
  /** ws://… */
  readonly url: string;
  readonly token: string;
  /** Number of the first block. Sessions have different ranges, so that a word from another session is detected. */
  readonly firstBlock: number;
  /** Default `es`. */
  readonly targetLanguage?: string;
}

export interface Pace {
  readonly atLeastMs: number;
  readonly atMostMs: number;
  /** Speech goes on until this returns true. */
  readonly until: () => boolean;
}

export class Broadcast {
  readonly ledger = new BlockLedger();
  readonly sessionId: string;
  /** Times from a chunk to its acknowledgement, ms. */
  readonly ackMs: number[] = [];
  /** Deliveries of the pipeline to the listener: the time, and the last block that each names. */
  readonly #fromPipeline: { readonly at: number; readonly block: number }[] = [];
  /** The blocks of each chunk that has no answer yet. */
  readonly #unanswered: (readonly number[])[] = [];
  /** When each chunk was sent. */
  readonly #sentAt: number[] = [];
  readonly #speaker: MessageSocket;
  readonly #listener: MessageSocket;
  #nextBlock: number;
  #chunkBytes = CHUNK_BYTES;
  /** The rest of a block whose beginning was sent. */
  #rest = Buffer.alloc(0);

  private constructor(speaker: MessageSocket, listener: MessageSocket, sessionId: string, firstBlock: number) {
    this.#speaker = speaker;
    this.#listener = listener;
    this.sessionId = sessionId;
    this.#nextBlock = firstBlock;
  }

  /** Resolves when the listener has joined. */
  static async open({ url, token, firstBlock, targetLanguage = 'es' }: BroadcastInput): Promise<Broadcast> {
    const at = (query: Record<string, string>) => `${url}/?${new URLSearchParams(query)}`;
    // A message may come before the broadcast exists.
    const hears = { speaker: (_: Message) => {}, listener: (_: Message) => {} };
    const wish = at({ token, action: 'createSession', sourceLanguage: 'en' });
    const speaker = await MessageSocket.open(wish, 'sessionCreated', {
      onMessage: (message) => hears.speaker(message),
    });
    const sessionId = String(speaker.greeting.sessionId);
    const listener = await MessageSocket.open(at({ sessionId, targetLanguage, transcripts: 'on' }), 'sessionJoined', {
      onMessage: (message) => hears.listener(message),
    });
    const broadcast = new Broadcast(speaker, listener, sessionId, firstBlock);
    hears.speaker = (message) => broadcast.#answer(message);
    hears.listener = (message) => broadcast.#hear(message);
    return broadcast;
  }

  /** The session's figures for the table. @param ledger of another listener. */
  counts(ledger = this.ledger): Pick<Measured, 'sent' | 'covered' | 'missing' | 'doubled' | 'latestMs'> {
    const { taken, missing, doubled } = ledger.tally();
    // A refused chunk may have been recognised. It counts as doubled only if it is recognised more than once.
    const repeated = doubled - ledger.heardUntaken;
    return { sent: taken, covered: taken - missing, missing, doubled: repeated, latestMs: ledger.latestMs };
  }

  /** Number of messages of a type that the speaker got. */
  told(type: string): number {
    return this.#speaker.count(type);
  }

  /** Number of the last block that was sent. */
  get lastBlock(): number {
    return this.#nextBlock - 1;
  }

  /** When the pipeline first delivered speech from after this block to the listener. */
  heardAfter(block: number): number | undefined {
    return this.#fromPipeline.find((heard) => heard.block > block)?.at;
  }

  /** Sets the length of further chunks, which may cut a block. The pace stays natural. */
  cutAt(bytes: number): void {
    this.#chunkBytes = bytes;
  }

  /** Speaks by the clock, so that chunks that a busy machine delays are caught up. */
  async speak({ atLeastMs, atMostMs, until: isEnough }: Pace): Promise<void> {
    const startedAt = performance.now();
    const chunkMs = (this.#chunkBytes / BLOCK_BYTES) * BLOCK_MS;
    for (let ms = 0; ms < atMostMs && (ms < atLeastMs || !isEnough()); ms += chunkMs) {
      await sleep(Math.max(0, startedAt + ms - performance.now()));
      this.say();
    }
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
      const { reason } = await this.#listener.got('sessionEnded');
      if (reason !== 'ended') problems.push(`the session ended: ${String(reason)}`);
    } catch (error) {
      problems.push(error instanceof Error ? error.message : String(error));
    }
    if (!(await cameTrue(() => this.#unanswered.length === 0, ANSWERED_WITHIN_MS)))
      problems.push('chunks were not acknowledged');
    for (const socket of [this.#speaker, this.#listener]) {
      if (socket.count('error') > 0) problems.push('an error was sent to a client');
    }
    if (this.ledger.disordered > 0) problems.push('finals out of order');
    this.close();
    return problems;
  }

  close(): void {
    this.#speaker.drop();
    this.#listener.drop();
  }

  #answer(message: Message): void {
    if (message.type !== 'audioReceived') return;
    this.ackMs.push(performance.now() - (this.#sentAt[this.ackMs.length] ?? 0));
    this.ledger.settle(this.#unanswered.shift() ?? [], message.dropped === undefined ? 'taken' : 'refused');
  }

  #hear(message: Message): void {
    if (message.type === 'transcript' && message.isPartial === false) {
      this.ledger.hear(String(message.text), performance.now());
    }
    if (message.type === 'caption' || message.type === 'audio') {
      const block = Math.max(0, ...toBlocks(String(message.text)));
      this.#fromPipeline.push({ at: performance.now(), block });
    }
  }
}
