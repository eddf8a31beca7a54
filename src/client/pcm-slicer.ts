/** Cuts PCM of any source into frames of equal length. Holds less than one frame. */
import { DEFAULT_SIZES } from '../protocol/limits.ts';

/** 100 ms of 16-bit mono at 16 kHz. */
export const FRAME_BYTES = 3_200;

export class PcmSlicer {
  #held = new Uint8Array(0);

  /** @returns the frames that these bytes complete, each a copy of 3,200 bytes. The bytes may end inside a sample. */
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

  /** @returns the rest at the source's end, padded with silence to the server's minimum; half a sample is left out. */
  flush(): Uint8Array | undefined {
    const whole = this.#held.subarray(0, this.#held.length & ~1);
    this.#held = new Uint8Array(0);
    if (whole.length === 0) return undefined;
    const frame = new Uint8Array(Math.max(whole.length, DEFAULT_SIZES.audioMinBytes));
    frame.set(whole);
    return frame;
  }
}
