/**
 * Follows one session's audio on its upstream stream: which chunks have arrived whole, which are missing. Chunk k of a session
 * is number k modulo the length of the repeated speech. Pure.
 */
import { chunkNumber } from './numbered-speech.ts';

export interface ArrivalTrackOptions {
  readonly chunkBytes: number;
  /** Chunks after which the speech repeats. */
  readonly loop: number;
  /** Chunk `index` of the session has arrived whole. */
  readonly onArrival: (index: number) => void;
}

export class ArrivalTrack {
  /** Chunks that were passed over. */
  lost = 0;
  readonly #options: ArrivalTrackOptions;
  /** The chunk that is arriving, and how much of it has arrived. */
  #index = 0;
  #bytes = 0;

  constructor(options: ArrivalTrackOptions) {
    this.#options = options;
  }

  /** @param pcm the samples of one event, after those of the event before. */
  take(pcm: Buffer, from = 0): void {
    const { chunkBytes, loop, onArrival } = this.#options;
    let at = from;
    while (at < pcm.length) {
      if (this.#bytes === 0) {
        const number = chunkNumber(pcm, at);
        // Silence with which the server keeps a stream alive; it comes in events of its own.
        if (number < 0) return;
        const missing = (((number - this.#index) % loop) + loop) % loop;
        this.lost += missing;
        this.#index += missing;
      }
      const taken = Math.min(chunkBytes - this.#bytes, pcm.length - at);
      at += taken;
      this.#bytes += taken;
      if (this.#bytes === chunkBytes) {
        onArrival(this.#index);
        this.#index += 1;
        this.#bytes = 0;
      }
    }
  }
}
