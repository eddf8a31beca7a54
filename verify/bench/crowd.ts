/** The speakers and listeners: joins them, sends the speakers' chunks on time, and counts what comes back. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Histogram } from '../../testkit/measure/quantiles.ts';
import { encodeFrame, OPCODE } from '../fuzz/websocket-frame.ts';
import { greetingChunk, numberedChunks } from './numbered-speech.ts';
import { Pacer } from './pacer.ts';
import { spreadOver } from './spread.ts';
import { BareWebSocket } from './web-socket.ts';

export interface CrowdOptions {
  /** Of the servers: the sessions go to them in turn. */
  readonly ports: readonly number[];
  /** One for each speaker. */
  readonly tokens: readonly string[];
  /** In each session. */
  readonly listeners: number;
  readonly chunkMs: number;
  /** True: base64 in JSON instead of binary frames. */
  readonly isJson: boolean;
  readonly joinsPerSecond: number;
}

export interface CrowdCounts {
  chunks: number;
  acknowledged: number;
  dropped: number;
  heard: number;
  errors: number;
  closed: number;
}

/** Times of sending are kept for this many chunks of a session: longer than any that is not lost is under way. */
const KEPT_TIMES = 4_096;
const ANSWER_WITHIN_MS = 20_000;
const LANGUAGES = ['es', 'fr', 'de', 'pt', 'it'] as const;

export class Crowd {
  readonly counts: CrowdCounts = { chunks: 0, acknowledged: 0, dropped: 0, heard: 0, errors: 0, closed: 0 };
  /** What the server said of errors, the last. */
  lastError = '';
  /** Actual minus due time of each chunk's sending. */
  lateness = new Histogram();
  readonly #options: CrowdOptions;
  readonly #frames: readonly Buffer[];
  readonly #pacer: Pacer;
  readonly #sockets: BareWebSocket[] = [];
  readonly #sentAt: Float64Array[] = [];
  readonly #speakers: BareWebSocket[] = [];
  /** Connections of the listeners, as they were told. */
  readonly listenerIds: string[] = [];

  constructor(options: CrowdOptions, pcm: Uint8Array) {
    this.#options = options;
    this.#frames = numberedChunks(pcm, options.chunkMs).map((chunk) => this.#frame(chunk));
    this.#pacer = new Pacer(options.chunkMs);
  }

  /** Chunks after which the speech repeats. */
  get loop(): number {
    return this.#frames.length;
  }

  /** When the session sent the chunk, on the clock of `performance.now()`. */
  sentAt(session: number, index: number): number | undefined {
    return this.#sentAt[session]?.[index % KEPT_TIMES];
  }

  /** Resolves when all have joined and speak. Rejects with the server's answer when it refuses one. */
  async join(): Promise<void> {
    const { tokens, joinsPerSecond } = this.#options;
    const beganAt = performance.now();
    const joining: Promise<void>[] = [];
    for (const [session, token] of tokens.entries()) {
      const waitMs = beganAt + (session * 1_000) / joinsPerSecond - performance.now();
      if (waitMs > 0) await Promise.race([sleep(waitMs), Promise.all(joining).then(() => sleep(waitMs))]);
      joining.push(this.#joinSession(session, token));
    }
    await Promise.all(joining);
  }

  /** The first speaker's listeners are told. */
  setVolume(): void {
    const payload = JSON.stringify({ action: 'setVolume', volumeLevel: 1 });
    this.#speakers[0]?.send(encodeFrame({ opcode: OPCODE.text, payload }));
  }

  close(): void {
    this.#pacer.stop();
    for (const socket of this.#sockets) socket.close();
  }

  async #joinSession(session: number, token: string): Promise<void> {
    const { counts } = this;
    let created = (_sessionId: string) => {};
    const sessionId = new Promise<string>((resolve) => {
      created = resolve;
    });
    const { ports } = this.#options;
    const port = ports[session % ports.length] ?? 0;
    const speaker = await this.#open(port, `/?action=createSession&sourceLanguage=en&token=${token}`, (payload) => {
      if (payload.length > 200 || payload.indexOf('audioReceived') < 0) {
        const message = JSON.parse(payload.toString()) as { type: string; sessionId?: string };
        if (message.type === 'sessionCreated' && message.sessionId !== undefined) created(message.sessionId);
        if (message.type === 'error') this.#fault(payload);
        return;
      }
      counts.acknowledged += 1;
      if (payload.indexOf('"dropped"') >= 0) counts.dropped += 1;
    });
    const late = sleep(ANSWER_WITHIN_MS, undefined, { ref: false }).then(() => Promise.reject(new Error('no session')));
    const id = await Promise.race([sessionId, late]);
    for (let n = 0; n < this.#options.listeners; n += 1) {
      const language = LANGUAGES[(session + n) % LANGUAGES.length];
      let isGreeted = false;
      await this.#open(port, `/?sessionId=${id}&targetLanguage=${language}`, (payload) => {
        counts.heard += 1;
        if (isGreeted) return;
        isGreeted = true;
        const { connectionId } = JSON.parse(payload.toString()) as { connectionId?: string };
        if (connectionId !== undefined) this.listenerIds.push(connectionId);
      });
    }
    this.#speakers[session] = speaker;
    this.#speak(session, speaker);
  }

  async #open(port: number, path: string, onText: (payload: Buffer) => void): Promise<BareWebSocket> {
    const onClose = () => {
      this.counts.closed += 1;
    };
    const socket = await BareWebSocket.connect({ port, path, onText, onClose });
    this.#sockets.push(socket);
    return socket;
  }

  #speak(session: number, speaker: BareWebSocket): void {
    const { chunkMs } = this.#options;
    const sentAt = new Float64Array(KEPT_TIMES);
    this.#sentAt[session] = sentAt;
    const frames = this.#frames;
    let index = -1;
    this.#pacer.add({
      // Sessions send at places spread evenly over the interval, whenever they joined.
      dueAt: spreadOver(session, chunkMs),
      turn: (lateMs) => {
        this.lateness.add(Math.max(0, lateMs));
        this.counts.chunks += 1;
        if (index < 0) {
          speaker.send(this.#frame(greetingChunk({ session }, chunkMs)));
        } else {
          sentAt[index % KEPT_TIMES] = performance.now();
          speaker.send(frames[index % frames.length] as Buffer);
        }
        index += 1;
      },
    });
  }

  #frame(chunk: Buffer): Buffer {
    if (!this.#options.isJson) return encodeFrame({ opcode: OPCODE.binary, payload: chunk });
    const payload = JSON.stringify({ action: 'sendAudio', audioData: chunk.toString('base64') });
    return encodeFrame({ opcode: OPCODE.text, payload });
  }

  #fault(payload: Buffer): void {
    this.counts.errors += 1;
    this.lastError = payload.toString().slice(0, 300);
  }
}
