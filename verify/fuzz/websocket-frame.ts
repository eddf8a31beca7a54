/** Builds a client frame. Every field of RFC 6455 section 5.2 can be set, also to forbidden values. */

export const OPCODE = { continuation: 0x0, text: 0x1, binary: 0x2, close: 0x8, ping: 0x9, pong: 0xa } as const;

export interface FrameFields {
  /** 0 to 15. */
  readonly opcode: number;
  /** Text is sent as UTF-8. Default: empty. */
  readonly payload?: Uint8Array | string;
  /** Default true. */
  readonly isFinal?: boolean;
  /** RSV1 to RSV3 as a number from 0 to 7. RSV1 is 4. */
  readonly reserved?: number;
  /** Four bytes. `none`: no mask, which is invalid for a client. */
  readonly mask?: Uint8Array | 'none';
  /** Form of the length field. Default: the shortest, as the RFC requires. */
  readonly lengthForm?: 'shortest' | '16 bit' | '64 bit';
  /** A length that is not the payload's. */
  readonly declaredLength?: bigint;
}

const DEFAULT_MASK = Uint8Array.of(0x37, 0xfa, 0x21, 0x3d);

export function encodeFrame(fields: FrameFields): Buffer {
  const { opcode, isFinal = true, reserved = 0, mask = DEFAULT_MASK } = fields;
  const { payload: given = new Uint8Array(0) } = fields;
  const payload = typeof given === 'string' ? Buffer.from(given) : given;
  const isMasked = mask !== 'none';
  const length = lengthField(fields.declaredLength ?? BigInt(payload.length), fields.lengthForm ?? 'shortest');
  const head = 1 + length.length + (isMasked ? 4 : 0);
  const frame = Buffer.allocUnsafe(head + payload.length);
  frame[0] = (isFinal ? 0x80 : 0) | ((reserved & 7) << 4) | (opcode & 15);
  frame.set(length, 1);
  frame[1] = (frame[1] ?? 0) | (isMasked ? 0x80 : 0);
  if (!isMasked) {
    frame.set(payload, head);
    return frame;
  }
  frame.set(mask, head - 4);
  for (let i = 0; i < payload.length; i++) frame[head + i] = (payload[i] ?? 0) ^ (mask[i & 3] ?? 0);
  return frame;
}

export const textFrame = (payload: string | Uint8Array): Buffer => encodeFrame({ opcode: OPCODE.text, payload });
export const binaryFrame = (payload: Uint8Array): Buffer => encodeFrame({ opcode: OPCODE.binary, payload });

/** @returns the body of a close frame. @param reason may be bytes that are not UTF-8. */
export function closeBody(code: number, reason: string | Uint8Array = ''): Buffer {
  const head = Buffer.alloc(2);
  head.writeUInt16BE(code & 0xffff);
  return Buffer.concat([head, typeof reason === 'string' ? Buffer.from(reason) : reason]);
}

/** Cuts a message into `sizes.length + 1` frames. Each size is the payload of one frame, and the last frame has the rest. */
export function fragments(opcode: number, payload: Uint8Array, sizes: readonly number[]): Buffer[] {
  const frames: Buffer[] = [];
  let at = 0;
  for (const size of sizes) {
    const part = payload.subarray(at, at + size);
    frames.push(
      encodeFrame({ opcode: frames.length === 0 ? opcode : OPCODE.continuation, payload: part, isFinal: false }),
    );
    at += part.length;
  }
  frames.push(
    encodeFrame({ opcode: frames.length === 0 ? opcode : OPCODE.continuation, payload: payload.subarray(at) }),
  );
  return frames;
}

function lengthField(length: bigint, form: 'shortest' | '16 bit' | '64 bit'): Buffer {
  if (form === '64 bit' || (form === 'shortest' && length > 0xffffn)) {
    const field = Buffer.alloc(9);
    field[0] = 127;
    field.writeBigUInt64BE(BigInt.asUintN(64, length), 1);
    return field;
  }
  if (form === '16 bit' || length > 125n) {
    const field = Buffer.alloc(3);
    field[0] = 126;
    field.writeUInt16BE(Number(length & 0xffffn), 1);
    return field;
  }
  return Buffer.of(Number(length));
}
