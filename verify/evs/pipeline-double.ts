/**
 * The translation pipeline of the run: a double of the Lambda service that answers at once and, after the time that translating
 * and the first sound take, delivers as the real pipeline does. It repeats the text and sends a tone that lasts as long as
 * the translation would. Records what was handed over.
 */
import { once } from 'node:events';
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { msToSamples, toPcm } from '../../src/audio/pcm.ts';
import { connectionPath, type DeliverySigner } from '../../testkit/aws/delivery-signer.ts';
import { pause } from '../../testkit/until.ts';
import { type Handed, toHanded } from './handed.ts';
import { targetSpeech } from './target-speech.ts';

/** A listener that the pipeline delivers to. */
export interface DoubleListener {
  readonly connectionId: string;
  readonly targetLanguage: string;
  /** Length of the translation's speech, as a multiple of the source's. */
  readonly stretch: number;
}

export interface PipelineOptions {
  /** From the invocation to the delivery, ms: translating, and the first sound of the speech. */
  readonly delayMs: number;
}

/** The first piece of a segment's speech is this long, ms; the others as long as fits into a message. */
const FIRST_PIECE_MS = 1_000;
const PIECE_MS = 2_500;
/** A listener with a full backlog (429) gets the same piece again. */
const RETRY_MS = 50;
const RETRIES = 100;

export class PipelineDouble {
  /** What went wrong with deliveries, with its counts. */
  readonly failures = new Map<string, number>();
  readonly #delayMs: number;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 16 });
  readonly #handed = new Map<string, Handed[]>();
  readonly #listeners = new Map<string, readonly DoubleListener[]>();
  /** Ends of the deliveries to each listener: messages to one listener are sent one after the other. */
  readonly #queues = new Map<string, Promise<void>>();
  #signer: DeliverySigner | undefined;
  #delivery: string | undefined;
  #sequenceNumber = 0;
  readonly #server = createServer((incoming, response) => {
    const parts: Buffer[] = [];
    incoming.on('data', (part: Buffer) => parts.push(part));
    incoming.on('end', () => {
      const atMs = performance.now();
      response.writeHead(202).end();
      this.#take(JSON.parse(Buffer.concat(parts).toString()) as Readonly<Record<string, unknown>>, atMs);
    });
  });

  constructor({ delayMs }: PipelineOptions) {
    this.#delayMs = delayMs;
  }

  /** @returns its address. */
  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Where it delivers to, and with whose signature. */
  deliverTo(server: string, signer: DeliverySigner): void {
    this.#delivery = server;
    this.#signer = signer;
  }

  seat(sessionId: string, listeners: readonly DoubleListener[]): void {
    this.#listeners.set(sessionId, listeners);
  }

  /** Everything that was handed over for a session, in order. A repeated attempt counts once. */
  of(sessionId: string): readonly Handed[] {
    return this.#handed.get(sessionId) ?? [];
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
    this.#agent.destroy();
  }

  #take(payload: Readonly<Record<string, unknown>>, atMs: number): void {
    const handed = toHanded(payload, atMs);
    const { sessionId } = handed;
    const known = this.#handed.get(sessionId) ?? [];
    if (known.some(({ key }) => key === handed.key)) return;
    known.push(handed);
    this.#handed.set(sessionId, known);
    for (const listener of this.#listeners.get(sessionId) ?? []) {
      const messages = handed.isPartial ? [this.#caption(handed, listener)] : this.#speech(handed, listener);
      const before = this.#queues.get(listener.connectionId) ?? Promise.resolve();
      const dueAtMs = atMs + this.#delayMs;
      const queue = before.then(() => this.#deliver(listener.connectionId, messages, dueAtMs));
      this.#queues.set(listener.connectionId, queue);
    }
  }

  #caption(handed: Handed, listener: DoubleListener): string {
    return JSON.stringify({ type: 'caption', ...this.#ids(handed, listener), isPartial: true, text: handed.text });
  }

  /** The members and their order are those of the pipeline's messages: the ids first, what may be long last. */
  #speech(handed: Handed, listener: DoubleListener): string[] {
    const samples = targetSpeech((handed.endTimeMs - handed.startTimeMs) * listener.stretch);
    const pieces = toPieces(samples);
    return pieces.map((piece, i) => {
      const part = { part: i + 1, ...(i === pieces.length - 1 ? { parts: pieces.length } : {}) };
      return JSON.stringify({
        ...{ type: 'audio', ...this.#ids(handed, listener), ...part },
        ...{ format: 'pcm', sampleRate: 16_000, channels: 1 },
        ...(i === 0 ? { text: handed.text } : {}),
        audioData: Buffer.from(toPcm(piece)).toString('base64'),
      });
    });
  }

  #ids({ resultId, segment, epoch, sessionId, startTimeMs, endTimeMs }: Handed, { targetLanguage }: DoubleListener) {
    this.#sequenceNumber += 1;
    const sequenceNumber = this.#sequenceNumber;
    const timestamp = Math.floor(Date.now() / 1_000);
    return { resultId, segment, epoch, sequenceNumber, sessionId, targetLanguage, startTimeMs, endTimeMs, timestamp };
  }

  /** Never rejects. */
  async #deliver(connectionId: string, messages: readonly string[], dueAtMs: number): Promise<void> {
    await pause(Math.max(0, dueAtMs - performance.now()));
    for (const message of messages) {
      const status = await this.#post(connectionId, message).catch((error: Error) => error.message);
      if (status === 200) continue;
      this.failures.set(String(status), (this.failures.get(String(status)) ?? 0) + 1);
    }
  }

  async #post(connectionId: string, body: string): Promise<number> {
    for (let attempt = 1; ; attempt += 1) {
      const status = await this.#postOnce(connectionId, body);
      if (status !== 429 || attempt > RETRIES) return status;
      await pause(RETRY_MS);
    }
  }

  async #postOnce(connectionId: string, body: string): Promise<number> {
    if (this.#signer === undefined) throw new Error('nowhere to deliver to');
    const path = connectionPath(connectionId);
    const length = { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) };
    const headers = await this.#signer.headersFor({ method: 'POST', path, body, headers: length });
    return new Promise((resolve, reject) => {
      const url = new URL(path, this.#delivery);
      const posting = request(url, { method: 'POST', agent: this.#agent, headers }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      posting.on('error', reject);
      posting.end(body);
    });
  }
}

/** @returns at least one piece. */
function toPieces(samples: Int16Array): Int16Array[] {
  const pieces: Int16Array[] = [];
  for (let at = 0; at < samples.length || pieces.length === 0; ) {
    const end = at + msToSamples(pieces.length === 0 ? FIRST_PIECE_MS : PIECE_MS);
    pieces.push(samples.slice(at, end));
    at = end;
  }
  return pieces;
}
