/** The pieces of WAVE files, for tests to put together rightly and wrongly. Knows nothing of the reader in src/audio. */

export type Bytes = Uint8Array<ArrayBuffer>;

export interface Order {
  readonly bigEndian?: boolean;
}

export function ascii(text: string): Bytes {
  return Uint8Array.from(text, (char) => char.charCodeAt(0));
}

export function joined(...parts: readonly Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export const u16 = (value: number, { bigEndian = false }: Order = {}) =>
  written(2, (v) => v.setUint16(0, value, !bigEndian));
export const u32 = (value: number, { bigEndian = false }: Order = {}) =>
  written(4, (v) => v.setUint32(0, value, !bigEndian));
export const u64 = (value: number | bigint) => written(8, (v) => v.setBigUint64(0, BigInt(value), true));

function written(bytes: number, write: (view: DataView) => void): Bytes {
  const buffer = new ArrayBuffer(bytes);
  write(new DataView(buffer));
  return new Uint8Array(buffer);
}

export interface ChunkOptions extends Order {
  /** What its header promises; default what it has. */
  readonly size?: number;
  /** The byte that brings it to an even place; default where it is needed. */
  readonly pad?: boolean;
}

export function chunk(id: string, body: Uint8Array, options: ChunkOptions = {}): Bytes {
  const { size = body.length, pad = body.length % 2 === 1 } = options;
  return joined(ascii(id), u32(size, options), body, new Uint8Array(pad ? 1 : 0));
}

export interface FormatOptions extends Order {
  /** 1 PCM, 3 float, 6 A-law, 7 mu-law, 0xfffe extensible. */
  readonly tag?: number;
  readonly channels?: number;
  readonly rateHz?: number;
  readonly bits?: number;
  readonly frameBytes?: number;
  /** What follows the first 16 bytes. */
  readonly extension?: Uint8Array;
}

export function format(options: FormatOptions = {}): Bytes {
  const { tag = 1, channels = 1, rateHz = 16_000, bits = 16, extension = new Uint8Array(0) } = options;
  const { frameBytes = channels * Math.ceil(bits / 8) } = options;
  const short = (value: number) => u16(value, options);
  const long = (value: number) => u32(value, options);
  const plain = [short(tag), short(channels), long(rateHz), long((rateHz * frameBytes) % 2 ** 32)];
  return chunk('fmt ', joined(...plain, short(frameBytes), short(bits), extension), options);
}

export const EXTENSIBLE = 0xfffe;
const GUID_REST = [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71];

/** The 24 bytes that make a format extensible. @param code of the samples, as `tag` has it elsewhere. */
export function extension(code: number, validBits: number, guidRest: readonly number[] = GUID_REST): Bytes {
  return joined(u16(22), u16(validBits), u32(4), u16(code), Uint8Array.from(guidRest));
}

export interface RiffOptions extends Order {
  readonly id?: string;
  readonly size?: number;
}

export function riff(chunks: readonly Uint8Array[], options: RiffOptions = {}): Bytes {
  const body = joined(ascii('WAVE'), ...chunks);
  return joined(ascii(options.id ?? 'RIFF'), u32(options.size ?? body.length, options), body);
}

const WAVE64_REST = {
  riff: '\x2e\x91\xcf\x11\xa5\xd6\x28\xdb\x04\xc1\x00\x00',
  other: '\xf3\xac\xd3\x11\x8c\xd1\x00\xc0\x4f\x8e\xdb\x8a',
};

/** Sony's Wave64. @param chunks [id, content, size its header promises] */
export function wave64(chunks: readonly (readonly [id: string, body: Uint8Array, size?: number])[]): Bytes {
  const parts = chunks.map(([id, body, size = body.length + 24]) =>
    joined(ascii(id + WAVE64_REST.other), u64(size), body, new Uint8Array((8 - (body.length % 8)) % 8)),
  );
  const body = joined(ascii(`wave${WAVE64_REST.other}`), ...parts);
  return joined(ascii(`riff${WAVE64_REST.riff}`), u64(body.length + 24), body);
}
