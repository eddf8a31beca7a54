/** RFC 6455 as a table: what is sent on an open socket, and what must come of it. Section numbers are the RFC's. */
import { closeBody, encodeFrame, fragments, OPCODE, textFrame } from '../../verify/fuzz/websocket-frame.ts';

/**
 * `answered`: the socket lives, after these text messages (their `type`, or `code` for errors). `pongs`: it lives, after
 * pongs with these payloads. `dropped`: no answer, the transport ends the connection without a close frame. `closed`: a
 * close frame with this code (1005: without one), then the end.
 */
export type Outcome =
  | { readonly answered: readonly string[] }
  | { readonly pongs: readonly string[] }
  | 'dropped'
  | { readonly closed: number };

export interface FrameCase {
  readonly title: string;
  readonly bytes: Buffer;
  readonly outcome: Outcome;
  readonly headers?: Readonly<Record<string, string>>;
}

const { text, binary, continuation, close, ping, pong } = OPCODE;
const NOTHING: Outcome = { answered: [] };
const HEARTBEAT = Buffer.from('{"action":"heartbeat"}');
const ACKNOWLEDGED: Outcome = { answered: ['heartbeatAck'] };
const UNREADABLE: Outcome = { answered: ['INVALID_MESSAGE'] };
/** Audio from a socket that has joined nothing. */
const UNSEATED: Outcome = { answered: ['CONNECTION_NOT_FOUND'] };
const DEFLATE = { 'Sec-WebSocket-Extensions': 'permessage-deflate; client_max_window_bits' };
const MIB = 1_048_576;

const frame = encodeFrame;
const all = (...frames: Buffer[]) => Buffer.concat(frames);
const part = (opcode: number, payload: string | Uint8Array) => frame({ opcode, payload, isFinal: false });
const bytes = (...values: number[]) => Buffer.from(values);

const reserved: FrameCase[] = [
  ...[4, 2, 1, 7].map((bits) => ({
    title: `5.2 reserved bits ${bits.toString(2).padStart(3, '0')}`,
    bytes: frame({ opcode: text, payload: HEARTBEAT, reserved: bits }),
    outcome: 'dropped' as const,
  })),
  {
    // It is offered and not taken: compressed frames stay forbidden.
    title: '5.2 RSV1 after permessage-deflate was offered',
    bytes: frame({ opcode: text, payload: HEARTBEAT, reserved: 4 }),
    outcome: 'dropped',
    headers: DEFLATE,
  },
  {
    title: '9.1 plain frames after an extension was offered',
    bytes: textFrame(HEARTBEAT),
    outcome: ACKNOWLEDGED,
    headers: DEFLATE,
  },
  ...[3, 4, 5, 6, 7, 11, 12, 13, 14, 15].map((opcode) => ({
    title: `5.2 reserved opcode ${opcode}`,
    bytes: frame({ opcode, payload: 'x' }),
    outcome: 'dropped' as const,
  })),
];

const masking: FrameCase[] = [
  // The transport does not look at the mask bit: it takes the payload's first bytes for the mask, and so loses its place.
  {
    title: '5.1 unmasked text, and more of it',
    bytes: all(
      frame({ opcode: text, payload: HEARTBEAT, mask: 'none' }),
      frame({ opcode: text, payload: HEARTBEAT, mask: 'none' }),
    ),
    outcome: 'dropped',
  },
  {
    title: '5.1 unmasked ping, and more of it',
    bytes: all(...[1, 2, 3].map(() => frame({ opcode: ping, payload: 'are you there', mask: 'none' }))),
    outcome: 'dropped',
  },
  {
    title: '5.3 masked with zeros',
    bytes: frame({ opcode: text, payload: HEARTBEAT, mask: bytes(0, 0, 0, 0) }),
    outcome: ACKNOWLEDGED,
  },
  {
    title: '5.3 masked with ones',
    bytes: frame({ opcode: text, payload: HEARTBEAT, mask: bytes(255, 255, 255, 255) }),
    outcome: ACKNOWLEDGED,
  },
];

const fragmentation: FrameCase[] = [
  { title: '5.4 text in two frames', bytes: all(...fragments(text, HEARTBEAT, [5])), outcome: ACKNOWLEDGED },
  {
    title: '5.4 text a byte a frame',
    bytes: all(
      ...fragments(
        text,
        HEARTBEAT,
        [...HEARTBEAT].map(() => 1),
      ),
    ),
    outcome: ACKNOWLEDGED,
  },
  { title: '5.4 empty fragments', bytes: all(...fragments(text, HEARTBEAT, [0, 0, 5, 0])), outcome: ACKNOWLEDGED },
  { title: '5.4 binary in two frames', bytes: all(...fragments(binary, Buffer.alloc(200), [100])), outcome: UNSEATED },
  {
    title: '5.4 control frames between fragments',
    bytes: all(
      part(text, '{"action":'),
      frame({ opcode: ping, payload: 'between' }),
      frame({ opcode: pong }),
      frame({ opcode: continuation, payload: '"heartbeat"}' }),
    ),
    outcome: { pongs: ['between'] },
  },
  {
    title: '5.4 close between fragments',
    bytes: all(part(text, '{'), frame({ opcode: close, payload: closeBody(1000) })),
    outcome: { closed: 1000 },
  },
  { title: '5.4 continuation of nothing', bytes: frame({ opcode: continuation, payload: 'x' }), outcome: 'dropped' },
  { title: '5.4 unfinished continuation of nothing', bytes: part(continuation, 'x'), outcome: 'dropped' },
  {
    title: '5.4 continuation after a whole message',
    bytes: all(textFrame('{}'), frame({ opcode: continuation, payload: 'x' })),
    outcome: 'dropped',
  },
  { title: '5.4 text inside a fragmented text', bytes: all(part(text, '{'), textFrame('{}')), outcome: 'dropped' },
  {
    title: '5.4 first fragment inside a fragmented text',
    bytes: all(part(text, '{'), part(text, '}')),
    outcome: 'dropped',
  },
  { title: '5.4 text inside a fragmented binary', bytes: all(part(binary, 'xx'), textFrame('{}')), outcome: 'dropped' },
  {
    // The transport takes it for the message's end and joins both: its sender alone gets a wrong message, and an answer.
    title: '5.4 binary inside a fragmented text',
    bytes: all(part(text, '{'), frame({ opcode: binary, payload: '}' })),
    outcome: UNSEATED,
  },
  ...[close, ping, pong].map((opcode) => ({
    title: `5.5 fragmented control frame ${opcode}`,
    bytes: frame({ opcode, isFinal: false }),
    outcome: 'dropped' as const,
  })),
];

const control: FrameCase[] = [
  ...[close, ping, pong].map((opcode) => ({
    title: `5.5 control frame ${opcode} of 126 bytes`,
    bytes: frame({ opcode, payload: opcode === close ? closeBody(1000, 'x'.repeat(124)) : 'x'.repeat(126) }),
    outcome: 'dropped' as const,
  })),
  {
    title: '5.5 control frame with a 16-bit length',
    bytes: frame({ opcode: ping, payload: 'x', lengthForm: '16 bit' }),
    outcome: 'dropped',
  },
  ...[0, 1, 125].map((size) => ({
    title: `5.5.2 ping of ${size} bytes`,
    bytes: frame({ opcode: ping, payload: 'x'.repeat(size) }),
    outcome: { pongs: ['x'.repeat(size)] },
  })),
  {
    title: '5.5.2 ten pings',
    bytes: all(...Array.from({ length: 10 }, (_, i) => frame({ opcode: ping, payload: String(i) }))),
    outcome: { pongs: Array.from({ length: 10 }, (_, i) => String(i)) },
  },
  { title: '5.5.3 a pong nobody asked for', bytes: frame({ opcode: pong, payload: 'x' }), outcome: NOTHING },
  { title: '5.5.3 an empty pong nobody asked for', bytes: frame({ opcode: pong }), outcome: NOTHING },
];

/** The transport answers every close frame; it echoes the codes it knows and leaves the others out, which is allowed. */
const ECHOED = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 4000, 4999];
const NOT_ECHOED = [0, 1, 999, 1004, 1005, 1006, 1012, 1015, 1016, 2999, 3000, 3999, 5000, 65_535];

const closing: FrameCase[] = [
  ...ECHOED.map((code) => ({
    title: `7.4 close with ${code}`,
    bytes: frame({ opcode: close, payload: closeBody(code) }),
    outcome: { closed: code },
  })),
  ...NOT_ECHOED.map((code) => ({
    title: `7.4 close with ${code}`,
    bytes: frame({ opcode: close, payload: closeBody(code) }),
    outcome: { closed: 1005 },
  })),
  { title: '7.1.5 close without a body', bytes: frame({ opcode: close }), outcome: { closed: 1005 } },
  {
    title: '5.5.1 close with a body of one byte',
    bytes: frame({ opcode: close, payload: 'x' }),
    outcome: { closed: 1005 },
  },
  {
    title: '5.5.1 close with a reason of 123 bytes',
    bytes: frame({ opcode: close, payload: closeBody(1000, 'x'.repeat(123)) }),
    outcome: { closed: 1000 },
  },
  {
    title: '5.5.1 close with a reason that is not UTF-8',
    bytes: frame({ opcode: close, payload: closeBody(1000, bytes(0xff, 0xfe)) }),
    outcome: { closed: 1005 },
  },
  {
    title: '5.5.1 data after close is not read',
    bytes: all(frame({ opcode: close, payload: closeBody(1000) }), textFrame('{}')),
    outcome: { closed: 1000 },
  },
  {
    title: '5.5.1 a second close is not read',
    bytes: all(frame({ opcode: close, payload: closeBody(1000) }), frame({ opcode: close, payload: closeBody(1001) })),
    outcome: { closed: 1000 },
  },
];

const encoding: FrameCase[] = [
  ...Object.entries({
    'an overlong slash in two bytes': bytes(0xc0, 0xaf),
    'an overlong slash in three bytes': bytes(0xe0, 0x80, 0xaf),
    'half a surrogate pair': bytes(0xed, 0xa0, 0x80),
    'a surrogate pair': bytes(0xed, 0xa1, 0x8c, 0xed, 0xbe, 0xb4),
    'more than U+10FFFF': bytes(0xf4, 0x90, 0x80, 0x80),
    'five bytes for one character': bytes(0xf8, 0x88, 0x80, 0x80, 0x80),
    'a continuation byte alone': bytes(0x80),
    'a character cut off': bytes(0xe2, 0x82),
    'a byte that is never UTF-8': bytes(0x7b, 0xfe, 0x7d),
  }).map(([what, payload]) => ({ title: `8.1 ${what}`, bytes: textFrame(payload), outcome: 'dropped' as const })),
  { title: '8.1 U+10FFFF', bytes: textFrame(bytes(0xf4, 0x8f, 0xbf, 0xbf)), outcome: UNREADABLE },
  { title: '8.1 a noncharacter', bytes: textFrame(bytes(0xef, 0xbf, 0xbf)), outcome: UNREADABLE },
  { title: '8.1 NUL', bytes: textFrame(bytes(0)), outcome: UNREADABLE },
  {
    title: '8.1 a character split across fragments',
    bytes: all(...fragments(text, Buffer.from('{"action":"heartbeat","x":"€"}'), [28])),
    outcome: ACKNOWLEDGED,
  },
  {
    title: '8.1 broken in the second fragment',
    bytes: all(part(text, bytes(0xce, 0xba)), frame({ opcode: continuation, payload: bytes(0xff) })),
    outcome: 'dropped',
  },
  {
    title: '8.1 cut off at the end of the last fragment',
    bytes: all(part(text, 'a'), frame({ opcode: continuation, payload: bytes(0xe2, 0x82) })),
    outcome: 'dropped',
  },
  {
    title: '8.1 binary need not be UTF-8',
    bytes: frame({ opcode: binary, payload: bytes(0xff, 0xfe) }),
    outcome: UNSEATED,
  },
];

const lengths: FrameCase[] = [
  ...[0, 125, 126, 127, 65_535, 65_536].map((size) => ({
    title: `5.2 text of ${size} bytes`,
    bytes: textFrame('x'.repeat(size)),
    outcome: UNREADABLE,
  })),
  ...[0, 125, 126, 32_768].map((size) => ({
    title: `5.2 binary of ${size} bytes`,
    bytes: frame({ opcode: binary, payload: Buffer.alloc(size) }),
    outcome: UNSEATED,
  })),
  {
    title: '5.2 text of exactly 1 MiB',
    bytes: textFrame('x'.repeat(MIB)),
    outcome: { answered: ['PAYLOAD_TOO_LARGE'] },
  },
  { title: '5.2 text over 1 MiB', bytes: textFrame('x'.repeat(MIB + 1)), outcome: 'dropped' },
  {
    title: '5.2 binary over 1 MiB',
    bytes: frame({ opcode: binary, payload: Buffer.alloc(MIB + 1) }),
    outcome: 'dropped',
  },
  {
    title: '5.4 fragments of more than 1 MiB together',
    bytes: all(...fragments(text, Buffer.alloc(MIB + 1, 'x'), [600_000])),
    outcome: 'dropped',
  },
  // The shortest form is demanded; longer ones say the same and harm nobody, so the transport takes them.
  {
    title: '5.2 a short length in 16 bits',
    bytes: frame({ opcode: text, payload: HEARTBEAT, lengthForm: '16 bit' }),
    outcome: ACKNOWLEDGED,
  },
  {
    title: '5.2 a short length in 64 bits',
    bytes: frame({ opcode: text, payload: HEARTBEAT, lengthForm: '64 bit' }),
    outcome: ACKNOWLEDGED,
  },
  ...[1n << 32n, 1n << 53n, 1n << 63n, (1n << 64n) - 1n].map((declaredLength) => ({
    title: `5.2 a length of 0x${declaredLength.toString(16)}`,
    bytes: frame({ opcode: text, payload: '{}', lengthForm: '64 bit' as const, declaredLength }),
    outcome: 'dropped' as const,
  })),
];

export const FRAME_CASES: readonly FrameCase[] = [
  ...reserved,
  ...masking,
  ...fragmentation,
  ...control,
  ...closing,
  ...encoding,
  ...lengths,
];
