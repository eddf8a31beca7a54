/** Cuts a stream's bytes into event-stream messages. Holds less than one message, of bounded length. */

/** Far larger than any message of the service. A longer one means that the message boundaries are lost. */
const MAX_MESSAGE_BYTES = 1 << 20;
const LENGTH_BYTES = 4;

export class EventMessages {
  #held: Uint8Array = new Uint8Array(0);

  /** @returns the messages that are complete now. Throws when the bytes give a length that no message has. */
  *cut(part: Uint8Array): Generator<Uint8Array> {
    let held: Uint8Array = this.#held.length === 0 ? part : Buffer.concat([this.#held, part]);
    while (held.length >= LENGTH_BYTES) {
      const length = new DataView(held.buffer, held.byteOffset, LENGTH_BYTES).getUint32(0);
      if (length < LENGTH_BYTES || length > MAX_MESSAGE_BYTES) throw new Error(`Event message of ${length} bytes.`);
      if (held.length < length) break;
      yield held.subarray(0, length);
      held = held.subarray(length);
    }
    this.#held = held;
  }

  /** Called at the end of the stream. Throws when it ended inside a message. */
  end(): void {
    if (this.#held.length > 0) throw new Error('Truncated event message received.');
  }
}
