/**
 * Finds the chunks of a WAVE file: RIFF, RIFX (big-endian), RF64 and BW64 (64-bit sizes in a chunk of their own) and
 * Sony Wave64. Never looks into the sound, and takes no size for true that the file does not bear out.
 */
import { WavError } from './wav-error.ts';

export interface Chunk {
  /** Four characters, such as `data`. */
  readonly id: string;
  /** Where its content begins. */
  readonly at: number;
  /** Bytes of it that are there. */
  readonly size: number;
  /** Bytes that its header promises; undefined where the header gives no size that could be true. */
  readonly promised: number | undefined;
}

export interface ChunkedFile {
  readonly chunks: readonly Chunk[];
  readonly littleEndian: boolean;
}

/** How one kind of file writes its chunks. */
interface Dialect {
  readonly littleEndian: boolean;
  readonly firstChunkAt: number;
  /** Bytes of a chunk's id and size. */
  readonly headerBytes: number;
  /** Chunks begin at multiples of this. */
  readonly alignment: number;
  /** Bytes of the content as the header has them; undefined for "unknown". */
  sizeAt(view: DataView, at: number): number | undefined;
}

const RIFF_HEADER_BYTES = 12;
/** "riff" and "wave" as Wave64 has them: the first four bytes are the letters, the others are the same in every file. */
const WAVE64_GUIDS: Readonly<Record<string, string>> = {
  riff: '\x2e\x91\xcf\x11\xa5\xd6\x28\xdb\x04\xc1\x00\x00',
  wave: '\xf3\xac\xd3\x11\x8c\xd1\x00\xc0\x4f\x8e\xdb\x8a',
};
const WAVE64_HEADER_BYTES = 40;
const WAVE64_CHUNK_HEADER_BYTES = 24;
/** Less than this after the last chunk is no sound that anybody misses. */
const MIN_REST_BYTES = 4_096;
/** Far more than any program writes; each is remembered. */
const MAX_CHUNKS = 10_000;
/** Sizes that mean "unknown": written by programs that stream a file and never come back to fill them in. */
const STREAMED_SIZES: ReadonlySet<number> = new Set([0x7fffffff, 0xffffffff]);
/** Chunks that follow each other in real files. An id that is here is a chunk; others may be sound that looks like one. */
const KNOWN_IDS: ReadonlySet<string> = new Set(
  'data,fmt ,LIST,fact,ds64,bext,JUNK,junk,PEAK,cue ,smpl,inst,iXML,axml,chna,id3 ,ID3 ,PAD ,FLLR,cart,plst,DISP,acid,afsp,levl,umid,minf,elm1,regn,strc'.split(
    ',',
  ),
);

/** @throws WavError when the bytes do not begin as a WAVE file does. */
export function chunksOf(bytes: Uint8Array): ChunkedFile {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const dialect = dialectOf(view);
  const { littleEndian, headerBytes } = dialect;
  const chunks: Chunk[] = [];
  let largeSizes: ReadonlyMap<string, number> = new Map();
  let at = dialect.firstChunkAt;
  // What is no chunk is rubbish after the last one, or where a broken file ends for its readers.
  while (plausibilityAt(view, dialect, at) > 0) {
    if (chunks.length === MAX_CHUNKS) throw new WavError(`broken WAVE file: it has over ${MAX_CHUNKS} chunks`);
    const id = idAt(view, at);
    const body = at + headerBytes;
    const written = dialect.sizeAt(view, at);
    const promised = written === undefined || written === 0 ? (largeSizes.get(id) ?? written) : written;
    const chunk = { id, at: body, ...extentOf(view, dialect, { id, body, promised, left: bytes.byteLength - body }) };
    chunks.push(chunk);
    if (id === 'ds64' && largeSizes.size === 0) largeSizes = largeSizesOf(view, chunk);
    at = nextChunkAt(view, dialect, body + chunk.size);
  }
  return { chunks: withTheRest(chunks, bytes.byteLength), littleEndian };
}

/**
 * A recorder that writes its size now and then, and crashes, leaves sound after the end that its header gives. It is taken for
 * sound where it is more than what was promised: tags and rubbish at a file's end are less.
 */
function withTheRest(chunks: Chunk[], fileBytes: number): Chunk[] {
  const last = chunks.at(-1);
  if (last?.id !== 'data' || last.promised === undefined) return chunks;
  const rest = fileBytes - last.at - last.size;
  if (rest < MIN_REST_BYTES || rest < last.size) return chunks;
  return [...chunks.slice(0, -1), { ...last, size: last.size + rest }];
}

/** An id of four characters; of bytes that are none, whatever they are. */
export function idAt(view: DataView, at: number): string {
  return textAt(view, at, 4);
}

function dialectOf(view: DataView): Dialect {
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
  // Sizes include the header here; one that is smaller, or beyond all files, was never filled in.
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

/** How much of a chunk is there, and what was promised. */
function extentOf(view: DataView, dialect: Dialect, { id, body, promised, left }: Claim) {
  // No size at all: an empty chunk if another follows, else a file that was streamed and has its sound here.
  const isEmpty = promised === 0 && (id !== 'data' || left === 0 || plausibilityAt(view, dialect, body) === 2);
  if (promised === undefined || (promised === 0 && !isEmpty)) return { size: left, promised: undefined };
  return { size: Math.min(promised, left), promised };
}

/**
 * The chunk after one that ends at `end`. Some programs leave out the bytes that bring it to an even place: the place
 * where something that is known begins is the right one.
 */
function nextChunkAt(view: DataView, dialect: Dialect, end: number): number {
  const aligned = Math.ceil(end / dialect.alignment) * dialect.alignment;
  const isUnaligned = plausibilityAt(view, dialect, end) > plausibilityAt(view, dialect, aligned);
  return isUnaligned ? end : aligned;
}

/** 2: a chunk that is known begins here; 1: one that could be; 0: none. */
function plausibilityAt(view: DataView, dialect: Dialect, at: number): 0 | 1 | 2 {
  if (at + dialect.headerBytes > view.byteLength) return 0;
  const id = idAt(view, at);
  if (KNOWN_IDS.has(id)) return 2;
  const size = dialect.sizeAt(view, at) ?? 0;
  return /^[\x20-\x7e]{4}$/.test(id) && size <= view.byteLength - at - dialect.headerBytes ? 1 : 0;
}

/** RF64's sizes that do not fit into 32 bits: of the sound, and of other chunks in a table. */
function largeSizesOf(view: DataView, { at, size }: Chunk): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  const take = (id: string, sizeAt: number) => {
    const large = Number(view.getBigUint64(sizeAt, true));
    if (large > 0 && large <= Number.MAX_SAFE_INTEGER) sizes.set(id, large); // else it was never filled in
  };
  if (size >= 16) take('data', at + 8);
  const entries = size < 28 ? 0 : Math.min(view.getUint32(at + 24, true), Math.floor((size - 28) / 12));
  for (let i = 0; i < Math.min(entries, MAX_CHUNKS); i++) take(idAt(view, at + 28 + i * 12), at + 32 + i * 12);
  return sizes;
}

function textAt(view: DataView, at: number, length: number): string {
  return String.fromCharCode(...new Uint8Array(view.buffer, view.byteOffset + at, length));
}
