/** One speaker: sends the talk in real time and knows when each word was really said. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type SpokenText, writeWords } from '../../emulators/transcribe/written-audio.ts';
import { BYTES_PER_MS } from '../../src/audio/pcm.ts';
import type { SegmentMode } from '../../src/protocol/segments.ts';
import { type Message, MessageSocket } from '../../testkit/sockets/message-socket.ts';
import { sendAtNaturalPace, toChunks } from '../../testkit/speech/pace.ts';
import type { Said } from './measure.ts';
import type { Talk } from './talk.ts';

/** Silence after the talk: the recogniser's clock is the audio's, and its last final comes seconds after the last word. */
const TAIL_MS = 6_000;

/** @returns the talk as audio that the local recogniser reads, with silence at its end. */
export function writeTalk({ words }: Talk): Uint8Array {
  let atMs = 0;
  const spoken: SpokenText[] = words.flatMap(({ text, startMs, endMs }) => {
    const pauseMs = startMs - atMs;
    atMs = endMs;
    const word = { text, durationMs: endMs - startMs };
    return pauseMs > 0 ? [{ text: '', durationMs: pauseMs }, word] : [word];
  });
  return writeWords([...spoken, { text: '', durationMs: TAIL_MS }]);
}

export class Voice {
  readonly sessionId: string;
  /** Chunks that the server did not take, by what it said of them. */
  readonly dropped = new Map<string, number>();
  readonly #socket: MessageSocket;
  /** When each chunk was sent, by performance.now(), and where it ends in the talk, ms. */
  readonly #sent: { readonly atMs: number; readonly endMs: number }[] = [];

  private constructor(socket: MessageSocket) {
    this.#socket = socket;
    this.sessionId = String(socket.greeting.sessionId);
  }

  /** Creates a session whose transcripts are cut as `mode` says. */
  static async open(url: string, token: string, mode: SegmentMode): Promise<Voice> {
    const query = { action: 'createSession', sourceLanguage: 'en', segments: mode, token };
    let hear = (_: Message) => {};
    const socket = await MessageSocket.open(`${url}?${new URLSearchParams(query)}`, 'sessionCreated', {
      onMessage: (message) => hear(message),
    });
    const voice = new Voice(socket);
    hear = (message) => voice.#hear(message);
    return voice;
  }

  /** Resolves when the last chunk is sent, or at the signal. */
  async speak(pcm: Uint8Array, signal: AbortSignal): Promise<void> {
    let endMs = 0;
    const clock = { now: () => performance.now(), sleep: (ms: number) => sleep(ms) };
    await sendAtNaturalPace(toChunks(pcm), clock, (chunk) => {
      if (signal.aborted || !this.#socket.isOpen) return false;
      endMs += chunk.byteLength / BYTES_PER_MS;
      this.#socket.send(chunk);
      this.#sent.push({ atMs: performance.now(), endMs });
      return true;
    });
  }

  /**
   * When this moment of the talk was in the speaker's mouth, and when its audio was sent, by performance.now(). A chunk is
   * sent when its last sample is said, so an earlier moment in it was said so much earlier. Undefined: it was never sent.
   */
  saidAt(talkMs: number): Said | undefined {
    const chunk = this.#sent[firstAtLeast(this.#sent, talkMs)];
    return chunk && { saidAtMs: chunk.atMs - (chunk.endMs - talkMs), sentAtMs: chunk.atMs };
  }

  get isOpen(): boolean {
    return this.#socket.isOpen;
  }

  end(): void {
    this.#socket.send({ action: 'endSession' });
  }

  destroy(): void {
    this.#socket.drop();
  }

  #hear(message: Message): void {
    const what = message.type === 'error' ? String(message.code) : message.dropped;
    if (what !== undefined) this.dropped.set(String(what), (this.dropped.get(String(what)) ?? 0) + 1);
  }
}

/** Index of the first chunk that ends at or after `talkMs`. */
function firstAtLeast(chunks: readonly { readonly endMs: number }[], talkMs: number): number {
  let [low, high] = [0, chunks.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((chunks[middle]?.endMs ?? 0) < talkMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
