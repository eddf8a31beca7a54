/** Cuts the audio out of a stream's signed event messages. Checks no signature and no checksum. Pure. */

const PRELUDE_BYTES = 12;
const CRC_BYTES = 4;
const NOTHING = Buffer.alloc(0);

/** One stream's messages. Holds less than one message. */
export class AudioEvents {
  #held: Buffer = NOTHING;

  /** Calls `take` with the samples of each audio event that these bytes complete. */
  push(bytes: Buffer, take: (pcm: Buffer) => void): void {
    let rest: Buffer = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes]);
    while (rest.length >= PRELUDE_BYTES) {
      const length = rest.readUInt32BE(0);
      if (rest.length < length) break;
      const event = bodyOf(rest.subarray(0, length));
      // The end frame has no event.
      if (event.length > PRELUDE_BYTES) take(bodyOf(event));
      rest = rest.subarray(length);
    }
    // Copied, because the bytes of a frame are valid only during the call.
    this.#held = rest.length === 0 ? NOTHING : Buffer.from(rest);
  }
}

/** The payload of a message: a signed message carries an event, an event carries samples. */
function bodyOf(message: Buffer): Buffer {
  return message.subarray(PRELUDE_BYTES + message.readUInt32BE(4), message.length - CRC_BYTES);
}
