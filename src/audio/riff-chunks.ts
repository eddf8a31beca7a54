/**
 * Finds the chunks of a WAVE file: RIFF, RIFX (big-endian), RF64 and BW64 (64-bit sizes in a chunk of their own) and
 * Sony Wave64. Never reads the sound, and checks every size against the file.
 */
import { WavError } from './wav-error.ts';

export interface Chunk {
  /** Four characters, such as `data`. */
  readonly id: string;
  /** Position of its content. */
  readonly at: number;
  /** Bytes of its content that exist in the file. */
  readonly size: number;
  /** Bytes of its content by its header; undefined when the header gives no plausible size. */
  readonly promised: number | undefined;
}

export interface ChunkedFile {
  readonly chunks: readonly Chunk[];
  readonly littleEndian: boolean;
}

/** How one kind of file stores its chunks. */
interface Dialect {
  readonly littleEndian: boolean;
  readonly firstChunkAt: number;
  /** Bytes of a chunk's id and size field. */
  readonly headerBytes: number;
  /** Chunks begin at multiples of this. */
  readonly alignment: number;
  /** Bytes of the content by the header; undefined for "unknown". */
  sizeAt(view: DataView, at: number): number | undefined;
}

const RIFF_HEADER_BYTES = 12;
/** The GUIDs of "riff" and "wave" in Wave64, after their first four bytes, which are the letters. */
const WAVE64_GUIDS: Readonly<Record<string, string>> = {
  riff: '\x2e\x91\xcf\x11\xa5\xd6\x28\xdb\x04\xc1\x00\x00',
  wave: '\xf3\xac\xd3\x11\x8c\xd1\x00\xc0\x4f\x8e\xdb\x8a',
};
const WAVE64_HEADER_BYTES = 40;
const WAVE64_CHUNK_HEADER_BYTES = 24;
/** Fewer bytes than this after the last chunk are ignored. */
const MIN_REST_BYTES = 4_096;
/** Limit of chunks, as all are kept; far more than any program writes. */
const MAX_CHUNKS = 10_000;
/** Sizes that mean "unknown": programs that stream a file write them and never fill in the real ones. */
const STREAMED_SIZES: ReadonlySet<number> = new Set([0x7fffffff, 0xffffffff]);
/** Ids of chunks in real files. Bytes with such an id are a chunk; others may be sound that looks like a chunk. */
const KNOWN_IDS: ReadonlySet<string> = new Set(
  'data,fmt ,LIST,fact,ds64,bext,JUNK,junk,PEAK,cue ,smpl,inst,iXML,axml,chna,id3 ,ID3 ,PAD ,FLLR,cart,plst,DISP,acid,afsp,levl,umid,minf,elm1,regn,strc'.split(
    ',',
  ),
);

/** @throws WavError when the bytes do not begin like a WAVE file. */
export function readChunks(bytes: Uint8Array): ChunkedFile {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const dialect = detectDialect(view);
  const { littleEndian, headerBytes } = dialect;
  const chunks: Chunk[] = [];
  let largeSizes: ReadonlyMap<string, number> = new Map();
  let at = dialect.firstChunkAt;
  // Bytes that are not a chunk end the file: they are garbage after the last chunk, or the file is broken there.
  while (plausibilityAt(view, dialect, at) > 0) {
    if (chunks.length === MAX_CHUNKS) throw new WavError(`broken WAVE file: it has over ${MAX_CHUNKS} chunks`);
    const id = idAt(view, at);
    const body = at + headerBytes;
    const written = dialect.sizeAt(view, at);
    const promised = written === undefined || written === 0 ? (largeSizes.get(id) ?? written) : written;
    const chunk = { id, at: body, ...extentOf(view, dialect, { id, body, promised, left: bytes.byteLength - body }) };
    chunks.push(chunk);
    if (id === 'ds64' && largeSizes.size === 0) largeSizes = readLargeSizes(view, chunk);
    at = nextChunkAt(view, dialect, body + chunk.size);
  }
  return { chunks: withTheRest(chunks, bytes.byteLength), littleEndian };
}

/**
 * A recorder that updates the size only sometimes, and then crashes, leaves sound after the end that the header gives.
 * The rest counts as sound if it is longer than the header's size: tags and garbage at a file's end are shorter.
 */
function withTheRest(chunks: Chunk[], fileBytes: number): Chunk[] {
  const last = chunks.at(-1);
  if (last?.id !== 'data' || last.promised === undefined) return chunks;
  const rest = fileBytes - last.at - last.size;
  if (rest < MIN_REST_BYTES || rest < last.size) return chunks;
  return [...chunks.slice(0, -1), { ...last, size: last.size + rest }];
}

/** @returns four bytes as characters, whether they are an id or not. */
export function idAt(view: DataView, at: number): string {
  return textAt(view, at, 4);
}

function detectDialect(view: DataView): Dialect {
  const first = view.byteLength >= RIFF_HEADER_BYTES ? idAt(view, 0) : '';
  if (first === 'riff' && isWave64(view)) return WAVE64;
  const isRiff = ['RIFF', 'RIFX', 'RF64', 'BW64'].includes(first);
  if (!isRiff) throw new WavError('not a WAVE file: it does not begin with RIFF and WAVE', { isConvertible: true });
  const form = idAt(view, 8);
  if (form !== 'WAVE') {
    throw new WavError(`not a WAVE file: it is a ${first} file of the kind ${JSON.stringify(form)}`, {
      isConvertible: true,
    });
  }
  return first === 'RIFX' ? RIFX : RIFF;
}

function isWave64(view: DataView): boolean {
  return (
    view.byteLength >= WAVE64_HEADER_BYTES &&
    textAt(view, 4, 12) === WAVE64_GUIDS.riff &&
    textAt(view, 24, 16) === `wave${WAVE64_GUIDS.wave}`
  );
}

function riffDialect(littleEndian: boolean): Dialect {
  return {
    littleEndian,
    firstChunkAt: RIFF_HEADER_BYTES,
    headerBytes: 8,
    alignment: 2,
    sizeAt(view, at) {
      const size = view.getUint32(at + 4, littleEndian);
      return STREAMED_SIZES.has(size) ? undefined : size;
    },
  };
}

const RIFF = riffDialect(true);
const RIFX = riffDialect(false);
const WAVE64: Dialect = {
  littleEndian: true,
  firstChunkAt: WAVE64_HEADER_BYTES,
  headerBytes: WAVE64_CHUNK_HEADER_BYTES,
  alignment: 8,
  // Sizes include the header here. A smaller or impossibly large one has not been filled in.
  sizeAt(view, at) {
    const size = Number(view.getBigUint64(at + 16, true));
    const isTrue = size >= WAVE64_CHUNK_HEADER_BYTES && size <= Number.MAX_SAFE_INTEGER;
    return isTrue ? size - WAVE64_CHUNK_HEADER_BYTES : undefined;
  },
};

interface Claim {
  readonly id: string;
  readonly body: number;
  readonly promised: number | undefined;
  readonly left: number;
}

/** @returns the existing size of a chunk, and its size by the header. */
function extentOf(view: DataView, dialect: Dialect, { id, body, promised, left }: Claim) {
  // A size of 0 is an empty chunk if another chunk follows; otherwise the file was streamed and the sound is here.
  const isEmpty = promised === 0 && (id !== 'data' || left === 0 || plausibilityAt(view, dialect, body) === 2);
  if (promised === undefined || (promised === 0 && !isEmpty)) return { size: left, promised: undefined };
  return { size: Math.min(promised, left), promised };
}

/**
 * @returns the position of the chunk after one that ends at `end`. Some programs leave out the padding bytes: the
 * position with a known chunk is the right one.
 */
function nextChunkAt(view: DataView, dialect: Dialect, end: number): number {
  const aligned = Math.ceil(end / dialect.alignment) * dialect.alignment;
  const isUnaligned = plausibilityAt(view, dialect, end) > plausibilityAt(view, dialect, aligned);
  return isUnaligned ? end : aligned;
}

/** @returns 2 if a known chunk begins here, 1 if it could be a chunk, 0 if not. */
function plausibilityAt(view: DataView, dialect: Dialect, at: number): 0 | 1 | 2 {
  if (at + dialect.headerBytes > view.byteLength) return 0;
  const id = idAt(view, at);
  if (KNOWN_IDS.has(id)) return 2;
  const size = dialect.sizeAt(view, at) ?? 0;
  return /^[\x20-\x7e]{4}$/.test(id) && size <= view.byteLength - at - dialect.headerBytes ? 1 : 0;
}

/** Reads RF64's 64-bit sizes: the one of the sound, and a table for other chunks. */
function readLargeSizes(view: DataView, { at, size }: Chunk): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  const take = (id: string, sizeAt: number) => {
    const large = Number(view.getBigUint64(sizeAt, true));
    if (large > 0 && large <= Number.MAX_SAFE_INTEGER) sizes.set(id, large); // otherwise it has not been filled in
  };
  if (size >= 16) take('data', at + 8);
  const entries = size < 28 ? 0 : Math.min(view.getUint32(at + 24, true), Math.floor((size - 28) / 12));
  for (let i = 0; i < Math.min(entries, MAX_CHUNKS); i++) take(idAt(view, at + 28 + i * 12), at + 32 + i * 12);
  return sizes;
}

function textAt(view: DataView, at: number, length: number): string {
  return String.fromCharCode(...new Uint8Array(view.buffer, view.byteOffset + at, length));
}
