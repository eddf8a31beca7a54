/** Cuts a byte stream into event-stream frames. Holds at most one unfinished frame; reads nothing but its length. */

/** A frame longer than this is refused before it is gathered. */
const MAX_FRAME_BYTES = 1 << 20;
/** Prelude, its checksum and the message's: a frame without headers or payload. */
const MIN_FRAME_BYTES = 16;

/** The peer's length field is nonsense or over the bound: the stream cannot be read any further. */
export class FrameLengthError extends Error {
  override readonly name = 'FrameLengthError';
}

export class FrameSplitter {
  #parts: Uint8Array[] = [];
  #held = 0;
  /** Of the frame being gathered; 0 until its first four bytes are here. */
  #needed = 0;

  /** Bytes of an unfinished frame. */
  get held(): number {
    return this.#held;
  }

  /**
   * @returns the frames that `bytes` completes, in order. They may share memory with what was pushed.
   * @throws FrameLengthError for a frame under 16 bytes or over 1 MiB.
   */
  push(bytes: Uint8Array): Uint8Array[] {
    const frames: Uint8Array[] = [];
    this.#parts.push(bytes);
    this.#held += bytes.length;
    while (this.#readLength() && this.#held >= this.#needed) {
      const all = this.#joined();
      frames.push(all.subarray(0, this.#needed));
      this.#parts = [all.subarray(this.#needed)];
      this.#held -= this.#needed;
      this.#needed = 0;
    }
    return frames;
  }

  #readLength(): boolean {
    if (this.#needed > 0) return true;
    if (this.#held < 4) return false;
    const all = this.#joined();
    this.#parts = [all];
    const length = new DataView(all.buffer, all.byteOffset).getUint32(0);
    if (length < MIN_FRAME_BYTES || length > MAX_FRAME_BYTES) {
      throw new FrameLengthError(
        `An event-stream frame is ${MIN_FRAME_BYTES} to ${MAX_FRAME_BYTES} bytes, not ${length}`,
      );
    }
    this.#needed = length;
    return true;
  }

  #joined(): Uint8Array {
    const [first] = this.#parts;
    return this.#parts.length === 1 && first !== undefined ? first : Buffer.concat(this.#parts, this.#held);
  }
}
