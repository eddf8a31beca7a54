/** Cuts a byte stream into event-stream frames. Keeps at most one unfinished frame. Reads only the length of a frame. */

/** A longer frame is refused before its bytes are collected. */
const MAX_FRAME_BYTES = 1 << 20;
/** Prelude, its checksum and the message's checksum: a frame without headers and payload. */
const MIN_FRAME_BYTES = 16;

/** The length field is under 16 bytes or over the limit: the rest of the stream cannot be read. */
export class FrameLengthError extends Error {
  override readonly name = 'FrameLengthError';
}

export class FrameSplitter {
  #parts: Uint8Array[] = [];
  #held = 0;
  /** Length of the frame that is being collected. 0 until its first four bytes have arrived. */
  #needed = 0;

  /** Bytes kept of the unfinished frame. */
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
