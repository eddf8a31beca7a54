/** HTTP/2 frames (RFC 9113) as a light server needs them: cuts bytes into frames and builds frames. Decodes no headers. Pure. */

export const FRAME = {
  data: 0x0,
  headers: 0x1,
  resetStream: 0x3,
  settings: 0x4,
  ping: 0x6,
  goAway: 0x7,
  windowUpdate: 0x8,
} as const;

export const FLAG = { endStream: 0x1, acknowledgement: 0x1, endHeaders: 0x4, padded: 0x8 } as const;

/** What a client sends first. */
export const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'latin1');
/** The largest window: a stream of speech fills it in 18 hours. */
export const LARGEST_WINDOW = 2 ** 31 - 1;
/** The window of a connection before any WINDOW_UPDATE. */
export const FIRST_WINDOW = 65_535;

const HEAD_BYTES = 9;
const NOTHING = Buffer.alloc(0);
const SETTING = { initialWindowSize: 0x4, maxConcurrentStreams: 0x3 } as const;
/** RFC 7541, static table: `:status: 200`. */
const STATUS_200 = 0x88;

export interface Http2Frame {
  readonly type: number;
  readonly flags: number;
  readonly streamId: number;
  /** Valid until the next call of the cutter. */
  readonly payload: Buffer;
}

/** Cuts the bytes of one connection into frames. Holds less than one frame. */
export class Http2FrameCutter {
  #held: Buffer = NOTHING;

  /** Calls `take` for each frame that these bytes complete. */
  push(bytes: Buffer, take: (frame: Http2Frame) => void): void {
    let rest: Buffer = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes]);
    while (rest.length >= HEAD_BYTES) {
      const end = HEAD_BYTES + rest.readUIntBE(0, 3);
      if (rest.length < end) break;
      take({
        type: rest.readUInt8(3),
        flags: rest.readUInt8(4),
        streamId: rest.readUInt32BE(5) & 0x7fff_ffff,
        payload: rest.subarray(HEAD_BYTES, end),
      });
      rest = rest.subarray(end);
    }
    this.#held = rest.length === 0 ? NOTHING : rest;
  }
}

export function http2Frame(type: number, flags: number, streamId: number, payload: Uint8Array = NOTHING): Buffer {
  const frame = Buffer.allocUnsafe(HEAD_BYTES + payload.length);
  frame.writeUIntBE(payload.length, 0, 3);
  frame.writeUInt8(type, 3);
  frame.writeUInt8(flags, 4);
  frame.writeUInt32BE(streamId, 5);
  frame.set(payload, HEAD_BYTES);
  return frame;
}

/** A server's SETTINGS: windows so large that no WINDOW_UPDATE for a stream is ever needed. */
export function serverSettings(): Buffer {
  const payload = Buffer.alloc(12);
  payload.writeUInt16BE(SETTING.initialWindowSize, 0);
  payload.writeUInt32BE(LARGEST_WINDOW, 2);
  payload.writeUInt16BE(SETTING.maxConcurrentStreams, 6);
  payload.writeUInt32BE(1_000, 8);
  return http2Frame(FRAME.settings, 0, 0, payload);
}

/** @param bytes by how much the window grows. @param streamId 0: the connection. */
export function windowUpdate(streamId: number, bytes: number): Buffer {
  const payload = Buffer.alloc(4);
  payload.writeUInt32BE(bytes, 0);
  return http2Frame(FRAME.windowUpdate, 0, streamId, payload);
}

/** The HEADERS of an answer with status 200. @param headers names in lower case; names and values under 127 bytes. */
export function okHeaders(streamId: number, headers: Readonly<Record<string, string>>): Buffer {
  const block = Object.entries(headers).flatMap(([name, value]) => [Buffer.of(0), text(name), text(value)]);
  return http2Frame(FRAME.headers, FLAG.endHeaders, streamId, Buffer.concat([Buffer.of(STATUS_200), ...block]));
}

/** A string literal without Huffman code. */
function text(value: string): Buffer {
  const bytes = Buffer.from(value, 'latin1');
  if (bytes.length >= 127) throw new RangeError(`a header of ${bytes.length} bytes is too long here`);
  return Buffer.concat([Buffer.of(bytes.length), bytes]);
}
