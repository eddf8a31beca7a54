/** Cuts a stream of bytes into event-stream messages. Holds less than one message, of bounded length. */

/** Larger than any the service sends by far; more is no message but a lost place in the stream. */
const MAX_MESSAGE_BYTES = 1 << 20;
const LENGTH_BYTES = 4;

/** Throws when the bytes end within a message, or name a length that no message has. */
export async function* eventMessages(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let held: Uint8Array = new Uint8Array(0);
  for await (const part of bytes) {
    held = held.length === 0 ? part : Buffer.concat([held, part]);
    while (held.length >= LENGTH_BYTES) {
      const length = new DataView(held.buffer, held.byteOffset, LENGTH_BYTES).getUint32(0);
      if (length < LENGTH_BYTES || length > MAX_MESSAGE_BYTES) throw new Error(`Event message of ${length} bytes.`);
      if (held.length < length) break;
      yield held.subarray(0, length);
      held = held.subarray(length);
    }
  }
  if (held.length > 0) throw new Error('Truncated event message received.');
}
