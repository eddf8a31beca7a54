/**
 * One listener with a player: takes the pipeline's messages, plays the speech in real time by the client's own player, and
 * reports to the server what it has played. Nobody hears the output; when each segment sounded is recorded.
 */
import { SAMPLE_RATE_HZ, toSamples } from '../../src/audio/pcm.ts';
import type { PlayedReport } from '../../src/client/player/played-report.ts';
import { Playout } from '../../src/client/player/playout.ts';
import { type Message, MessageSocket } from '../../testkit/sockets/message-socket.ts';
import { CaptionBoard } from './caption-board.ts';

export interface EarOptions {
  readonly url: string;
  readonly sessionId: string;
  readonly targetLanguage: string;
}

/** A final of the recogniser that replaces the segments of its result, because they said something else. */
export interface Replacement {
  readonly resultId: string;
  readonly text: string;
}

/** An output block, as sound devices ask for. */
const BLOCK_SAMPLES = 320;
const BLOCK_MS = (BLOCK_SAMPLES / SAMPLE_RATE_HZ) * 1_000;

export class Ear {
  readonly targetLanguage: string;
  readonly captions = new CaptionBoard();
  readonly played: PlayedReport[] = [];
  readonly replacements: Replacement[] = [];
  /** Largest playback rate so far. */
  largestRate = 1;
  /** Set when the server closed the socket. */
  closedWith: number | undefined;
  readonly #playout = new Playout({ onReport: (report) => this.#report(report) });
  readonly #out = new Float32Array(BLOCK_SAMPLES);
  #socket: MessageSocket | undefined;
  /** Time of the next block, by performance.now(). */
  #blockAtMs = performance.now();
  #timer: NodeJS.Timeout | undefined;

  private constructor(targetLanguage: string) {
    this.targetLanguage = targetLanguage;
  }

  static async open({ url, sessionId, targetLanguage }: EarOptions): Promise<Ear> {
    const ear = new Ear(targetLanguage);
    const query = new URLSearchParams({ sessionId, targetLanguage, transcripts: 'on' });
    ear.#socket = await MessageSocket.open(`${url}?${query}`, 'sessionJoined', {
      onMessage: (message) => ear.#hear(message),
      onClose: (code) => {
        ear.closedWith = code;
      },
    });
    ear.#timer = setInterval(() => ear.#play(performance.now()), BLOCK_MS);
    return ear;
  }

  get connectionId(): string {
    return String(this.#socket?.greeting.connectionId);
  }

  get isPlaying(): boolean {
    return this.#playout.waitingMs > 0;
  }

  get skipped(): number {
    return this.played.filter(({ outcome }) => outcome === 'skipped').length;
  }

  destroy(): void {
    clearInterval(this.#timer);
    this.#socket?.drop();
  }

  #hear(message: Message): void {
    const { type } = message;
    if (type === 'audio') this.#take(message);
    if (type === 'audio' || type === 'caption') this.#show(message);
    const isFinal = type === 'transcript' && message.isPartial === false;
    if (isFinal && message.segment === undefined) {
      this.replacements.push({ resultId: String(message.resultId), text: String(message.text) });
    }
  }

  #take(message: Message): void {
    const { resultId, segment, epoch, part, parts, sequenceNumber, audioData } = message;
    const nowMs = performance.now();
    // What was due before this arrived is played first.
    this.#play(nowMs);
    const clip = {
      samples: toSamples(Buffer.from(String(audioData), 'base64')),
      sequenceNumber: Number(sequenceNumber),
      ...{ part: Number(part), isLast: parts === part },
      ...{ resultId: String(resultId), segment: Number(segment), epoch: Number(epoch) },
    };
    this.#playout.push(clip, nowMs);
  }

  #show({ type, resultId, segment, part, text }: Message): void {
    if (typeof text !== 'string' || (type === 'audio' && part !== 1)) return;
    const line = { resultId: String(resultId), segment: Number(segment), text, isPartial: type === 'caption' };
    this.captions.show(line);
  }

  /** Reads all blocks that are due, as a sound device does. */
  #play(nowMs: number): void {
    for (; this.#blockAtMs <= nowMs; this.#blockAtMs += BLOCK_MS) {
      this.#playout.read(this.#out, this.#blockAtMs);
      this.largestRate = Math.max(this.largestRate, this.#playout.rate);
    }
  }

  #report(report: PlayedReport): void {
    this.played.push(report);
    const { resultId, segment, epoch, outcome, firstSoundAtMs, durationMs, delayMs, queuedMs, playbackRate } = report;
    const agoMs = Math.max(0, performance.now() - firstSoundAtMs);
    const figures = { outcome, agoMs, durationMs, delayMs, queuedMs, playbackRate };
    this.#socket?.send({ action: 'playbackReport', resultId, segment, epoch, ...figures });
  }
}
