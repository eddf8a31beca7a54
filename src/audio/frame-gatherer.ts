/**
 * Gathers small chunks into larger frames for a transcription stream. Holds audio no longer than `maxWaitMs`. Copies what it
 * is offered: a frame may wait for its stream longer than the ring keeps the chunks.
 */

import { ByteSlab } from './byte-slab.ts';
import { msToBytes } from './pcm.ts';

export interface FrameGathererOptions {
  /** Length at which a frame is complete, default 100 ms. */
  readonly frameMs?: number;
  /** The longest time that a chunk may wait for more audio, default 40 ms. */
  readonly maxWaitMs?: number;
  /** Maximum size of a frame in bytes, an even number; default MAX_FRAME_BYTES. */
  readonly maxFrameBytes?: number;
}

/** The service refuses frames that are much larger. */
export const MAX_FRAME_BYTES = 16_384;

/** Frames live until they are sent. */
const FRAMES = new ByteSlab();
const NOTHING = new Uint8Array(0);

/** A call that returns frames returns all waiting audio: no chunk offered before is still held. */
export class FrameGatherer {
  readonly #frameBytes: number;
  readonly #maxWaitMs: number;
  readonly #maxFrameBytes: number;
  /** The waiting audio is at its beginning. */
  #frame: Uint8Array = NOTHING;
  #waitingBytes = 0;
  #dueAt: number | undefined;

  constructor(options: FrameGathererOptions = {}) {
    this.#frameBytes = msToBytes(options.frameMs ?? 100);
    this.#maxWaitMs = options.maxWaitMs ?? 40;
    this.#maxFrameBytes = options.maxFrameBytes ?? MAX_FRAME_BYTES;
  }

  /** When `due` has to be called, on the clock of `now`; undefined when nothing waits. */
  get nextDueAt(): number | undefined {
    return this.#dueAt;
  }

  /** Bytes that wait: less than a frame. */
  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  /**
   * Takes a copy of PCM and returns the frames that are ready.
   * @param now monotonic milliseconds: the time of the call, or of the chunk's receipt.
   */
  offer(pcm: Uint8Array, now: number): Uint8Array[] {
    if (pcm.byteLength > 0) {
      this.#append(pcm);
      this.#dueAt ??= now + this.#maxWaitMs;
    }
    return this.#waitingBytes >= this.#frameBytes ? this.flush() : this.due(now);
  }

  /** Returns the waiting audio if its oldest part has waited long enough. */
  due(now: number): Uint8Array[] {
    return this.#dueAt !== undefined && now >= this.#dueAt ? this.flush() : [];
  }

  /** Returns all waiting audio: called at mute, pause and the end. */
  flush(): Uint8Array[] {
    const whole = this.#frame.subarray(0, this.#waitingBytes);
    this.#frame = NOTHING;
    this.#waitingBytes = 0;
    this.#dueAt = undefined;
    const frames: Uint8Array[] = [];
    for (let at = 0; at < whole.byteLength; at += this.#maxFrameBytes) {
      frames.push(whole.subarray(at, at + this.#maxFrameBytes));
    }
    return frames;
  }

  #append(pcm: Uint8Array): void {
    const end = this.#waitingBytes + pcm.byteLength;
    if (end > this.#frame.byteLength) {
      const wider = FRAMES.take(Math.max(this.#frameBytes, end));
      wider.set(this.#frame.subarray(0, this.#waitingBytes));
      this.#frame = wider;
    }
    this.#frame.set(pcm, this.#waitingBytes);
    this.#waitingBytes = end;
  }
}
