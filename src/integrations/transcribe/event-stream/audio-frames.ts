/**
 * Encodes one stream's audio as signed event-stream messages: an AudioEvent inside a signed message, in one buffer. The
 * bytes are the same as the SDK's. Sends nothing.
 */
import { crc32 } from 'node:zlib';
import type { EventSigner } from './event-signer.ts';

/** Before the headers: total length, length of the headers, checksum of both. After the payload: checksum of all. */
const PRELUDE_BYTES = 12;
const CRC_BYTES = 4;

const text = (name: string, value: string) => {
  const head = Buffer.from([name.length, ...Buffer.from(name), 7, 0, value.length]);
  return Buffer.concat([head, Buffer.from(value)]);
};

const AUDIO_HEADERS = Buffer.concat([
  text(':event-type', 'AudioEvent'),
  text(':message-type', 'event'),
  text(':content-type', 'application/octet-stream'),
]);
/** The date is 8 bytes and follows its name; the signature is 32 bytes and follows its name. */
const DATE_NAME = Buffer.from('\x05:date\x08', 'latin1');
const SIGNATURE_NAME = Buffer.from('\x10:chunk-signature\x06\x00\x20', 'latin1');
const DATE_BYTES = DATE_NAME.length + 8;
const SIGNED_HEADERS_BYTES = DATE_BYTES + SIGNATURE_NAME.length + 32;
const OPENING_BYTES = PRELUDE_BYTES + SIGNED_HEADERS_BYTES;

export class AudioFrames {
  readonly #signer: EventSigner;

  constructor(signer: EventSigner) {
    this.#signer = signer;
  }

  /** @param now ms since 1970, by the service's clock. */
  audio(pcm: Uint8Array, now: number): Buffer {
    const length = PRELUDE_BYTES + AUDIO_HEADERS.length + pcm.byteLength + CRC_BYTES;
    const frame = Buffer.allocUnsafe(OPENING_BYTES + length + CRC_BYTES);
    const message = frame.subarray(OPENING_BYTES, OPENING_BYTES + length);
    writePrelude(message, AUDIO_HEADERS.length);
    AUDIO_HEADERS.copy(message, PRELUDE_BYTES);
    message.set(pcm, PRELUDE_BYTES + AUDIO_HEADERS.length);
    writeChecksum(message);
    return this.#signed(frame, message, now);
  }

  /** The end frame. Without it the service treats the end of the stream as a lost connection. */
  end(now: number): Buffer {
    const frame = Buffer.allocUnsafe(OPENING_BYTES + CRC_BYTES);
    return this.#signed(frame, frame.subarray(0, 0), now);
  }

  #signed(frame: Buffer, payload: Uint8Array, now: number): Buffer {
    writePrelude(frame, SIGNED_HEADERS_BYTES);
    DATE_NAME.copy(frame, PRELUDE_BYTES);
    frame.writeBigInt64BE(BigInt(now), PRELUDE_BYTES + DATE_NAME.length);
    const signatureAt = PRELUDE_BYTES + DATE_BYTES;
    SIGNATURE_NAME.copy(frame, signatureAt);
    const signature = this.#signer.sign(frame.subarray(PRELUDE_BYTES, signatureAt), payload, now);
    signature.copy(frame, signatureAt + SIGNATURE_NAME.length);
    writeChecksum(frame);
    return frame;
  }
}

function writePrelude(message: Buffer, headersBytes: number): void {
  message.writeUInt32BE(message.length, 0);
  message.writeUInt32BE(headersBytes, 4);
  message.writeUInt32BE(crc32(message.subarray(0, 8)), 8);
}

function writeChecksum(message: Buffer): void {
  const at = message.length - CRC_BYTES;
  message.writeUInt32BE(crc32(message.subarray(0, at)), at);
}
