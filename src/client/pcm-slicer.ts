/** Cuts PCM of any source into even frames. Holds less than one frame. */
import { DEFAULT_SIZES } from '../protocol/limits.ts';

/** 100 ms of 16-bit mono at 16 kHz. */
export const FRAME_BYTES = 3_200;

export class PcmSlicer {
  #held = new Uint8Array(0);

  /** The frames these bytes complete, each 3,200 bytes and memory of its own; bytes may be cut inside a sample. */
  push(pcm: Uint8Array): Uint8Array[] {
    const bytes = new Uint8Array(this.#held.length + pcm.length);
    bytes.set(this.#held);
    bytes.set(pcm, this.#held.length);
    const frames: Uint8Array[] = [];
    let at = 0;
    for (; at + FRAME_BYTES <= bytes.length; at += FRAME_BYTES) frames.push(bytes.slice(at, at + FRAME_BYTES));
    this.#held = bytes.slice(at);
    return frames;
  }

  /** What is left, at the source's end: filled with silence up to what the server takes; half a sample is left out. */
  flush(): Uint8Array | undefined {
    const whole = this.#held.subarray(0, this.#held.length & ~1);
    this.#held = new Uint8Array(0);
    if (whole.length === 0) return undefined;
    const frame = new Uint8Array(Math.max(whole.length, DEFAULT_SIZES.audioMinBytes));
    frame.set(whole);
    return frame;
  }
}
