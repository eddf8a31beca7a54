/** Gathers small chunks into the larger frames a transcription stream takes. Never holds audio longer than its bound. */

import { msToBytes } from './pcm.ts';

export interface FrameGathererOptions {
  /** Audio that makes a frame, default 100 ms. */
  readonly frameMs?: number;
  /** The longest a chunk may wait for company, default 40 ms. */
  readonly maxWaitMs?: number;
  /** Bytes of a frame at most, an even number; default 16,384. */
  readonly maxFrameBytes?: number;
}

/**
 * Every call that gives frames gives all that was waiting: so once a call gives any, each chunk offered up to then has
 * gone out.
 */
export class FrameGatherer {
  readonly #frameBytes: number;
  readonly #maxWaitMs: number;
  readonly #maxFrameBytes: number;
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #dueAt: number | undefined;

  constructor(options: FrameGathererOptions = {}) {
    this.#frameBytes = msToBytes(options.frameMs ?? 100);
    this.#maxWaitMs = options.maxWaitMs ?? 40;
    this.#maxFrameBytes = options.maxFrameBytes ?? 16_384;
  }

  /** When `due` has to be called, on the clock of `now`; undefined with nothing waiting. */
  get nextDueAt(): number | undefined {
    return this.#dueAt;
  }

  /** Bytes waiting: less than a frame. */
  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  /**
   * Takes PCM (kept, not copied) and gives the frames that are ready.
   * @param now milliseconds on any clock that does not go back: of the call, or of the chunk's receipt.
   */
  offer(pcm: Uint8Array, now: number): Uint8Array[] {
    if (pcm.byteLength > 0) {
      this.#waiting.push(pcm);
      this.#waitingBytes += pcm.byteLength;
      this.#dueAt ??= now + this.#maxWaitMs;
    }
    return this.#waitingBytes >= this.#frameBytes ? this.flush() : this.due(now);
  }

  /** Gives what waits if its oldest part has waited long enough. */
  due(now: number): Uint8Array[] {
    return this.#dueAt !== undefined && now >= this.#dueAt ? this.flush() : [];
  }

  /** Gives all that waits: at mute, pause and the end. */
  flush(): Uint8Array[] {
    const whole = this.#joined();
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#dueAt = undefined;
    const frames: Uint8Array[] = [];
    for (let at = 0; at < whole.byteLength; at += this.#maxFrameBytes) {
      frames.push(whole.subarray(at, at + this.#maxFrameBytes));
    }
    return frames;
  }

  #joined(): Uint8Array {
    const [first] = this.#waiting;
    if (first !== undefined && this.#waiting.length === 1) return first;
    const whole = new Uint8Array(this.#waitingBytes);
    let at = 0;
    for (const part of this.#waiting) {
      whole.set(part, at);
      at += part.byteLength;
    }
    return whole;
  }
}
