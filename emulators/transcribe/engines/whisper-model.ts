/**
 * Finds out the name and the languages of a whisper.cpp model file, or what is wrong with it. Counts the parts of the file,
 * because whisper.cpp loads a file that is cut short and then decodes with random memory. Loads nothing.
 */
import { SOURCE_LANGUAGES } from '../../../src/protocol/languages.ts';
import type { WhisperSpec } from '../hearing/engine-spec.ts';
import { describeHead } from './file-look.ts';
import { quantisationOf, tensorBytes } from './ggml-tensors.ts';
import { CutShort, ModelBytes } from './model-bytes.ts';

/** A spec without its voice detector. */
export type WhisperFile = Omit<WhisperSpec, 'voiceDetector'>;

export type WhisperModel =
  | {
      readonly ok: true;
      readonly spec: WhisperFile;
      /** Name for people, e.g. `Whisper base (q8_0)`. */
      readonly model: string;
      /** Source languages, two letters each. */
      readonly languages: readonly string[];
    }
  | { readonly ok: false /** One line with the path. */; readonly reason: string };

const MAGIC = 0x67676d6c;
const HEAD_BYTES = 64;
/** Vocabulary of a model for English only: one token less than the smallest of the others. */
const ENGLISH_VOCABULARY = 51_864;
const VOCABULARIES = [ENGLISH_VOCABULARY, 51_865, 51_866];
/** Keys are numbers of encoder layers. */
const SIZES: Readonly<Record<number, string>> = { 4: 'tiny', 6: 'base', 12: 'small', 24: 'medium', 32: 'large' };
const MOST_LAYERS = 64;
const LONGEST_WORD_BYTES = 1_024;
const LONGEST_NAME_BYTES = 256;
const MOST_DIMENSIONS = 4;

/** @param file absolute. Never throws. */
export function whisperModelIn(file: string): WhisperModel {
  const wrong = (reason: string): WhisperModel => ({ ok: false, reason });
  let bytes: ModelBytes;
  try {
    bytes = new ModelBytes(file);
  } catch (error) {
    return wrong(describeOpeningError(file, error));
  }
  try {
    const head = Buffer.from(bytes.bytes(Math.min(HEAD_BYTES, bytes.size)));
    if (head.length < 4 || head.readUInt32LE() !== MAGIC) {
      return wrong(`${file} is not a model of whisper.cpp (ggml): it looks like ${describeHead(head)}`);
    }
    bytes.at = 4;
    return read(file, bytes);
  } catch (error) {
    if (error instanceof CutShort)
      return wrong(`${file} is cut short: it ends at ${bytes.size} bytes, inside the model`);
    return wrong(describeOpeningError(file, error));
  } finally {
    bytes.close();
  }
}

function read(file: string, bytes: ModelBytes): WhisperModel {
  const [vocabulary = 0, , , , audioLayers = 0, , , , textLayers = 0] = Array.from({ length: 11 }, () => bytes.int32());
  const layersKnown = [audioLayers, textLayers].every((layers) => layers > 0 && layers <= MOST_LAYERS);
  if (!VOCABULARIES.includes(vocabulary) || !layersKnown) {
    return { ok: false, reason: `${file} is a ggml model, but not of Whisper` };
  }
  skipFilters(bytes);
  skipVocabulary(bytes);
  const { tensors, types, damaged } = walkTensors(bytes);
  const expected = countTensors(audioLayers, textLayers);
  if (damaged) return { ok: false, reason: `${file} is damaged: no tensor begins where one should` };
  if (tensors !== expected) {
    const how = tensors < expected ? 'cut short' : 'damaged';
    return { ok: false, reason: `${file} is ${how}: it has ${tensors} tensors of ${expected}` };
  }
  const english = vocabulary === ENGLISH_VOCABULARY;
  const name = `Whisper ${sizeOf(vocabulary, audioLayers, textLayers)}${english ? '.en' : ''}`;
  const quantisation = [...types].map(quantisationOf).find((found) => found !== undefined);
  return {
    ok: true,
    spec: { kind: 'whisper', modelFile: file },
    model: quantisation === undefined ? name : `${name} (${quantisation})`,
    languages: english ? ['en'] : [...SOURCE_LANGUAGES],
  };
}

function skipFilters(bytes: ModelBytes): void {
  const [mels, bins] = [bytes.int32(), bytes.int32()];
  bytes.skip(mels * bins * 4);
}

function skipVocabulary(bytes: ModelBytes): void {
  for (let words = bytes.int32(); words > 0; words--) {
    const length = bytes.int32();
    if (length < 0 || length > LONGEST_WORD_BYTES) throw new CutShort();
    bytes.skip(length);
  }
}

interface Walk {
  readonly tensors: number;
  readonly types: ReadonlySet<number>;
  readonly damaged: boolean;
}

function walkTensors(bytes: ModelBytes): Walk {
  const types = new Set<number>();
  let tensors = 0;
  for (; !bytes.ended; tensors++) {
    const [dimensions, nameBytes, type] = [bytes.int32(), bytes.int32(), bytes.int32()];
    const plausible =
      dimensions > 0 && dimensions <= MOST_DIMENSIONS && nameBytes > 0 && nameBytes <= LONGEST_NAME_BYTES;
    if (!plausible) return { tensors, types, damaged: true };
    let count = 1;
    for (let i = 0; i < dimensions; i++) count *= bytes.int32();
    const size = tensorBytes(type, count);
    if (size === undefined || !/^[\w.]+$/.test(bytes.bytes(nameBytes).toString('latin1'))) {
      return { tensors, types, damaged: true };
    }
    types.add(type);
    bytes.skip(size);
  }
  return { tensors, types, damaged: false };
}

/** The tensors that whisper.cpp expects: those outside of the layers, and those of each layer. */
function countTensors(audioLayers: number, textLayers: number): number {
  return 11 + 15 * audioLayers + 24 * textLayers;
}

function sizeOf(vocabulary: number, audioLayers: number, textLayers: number): string {
  const size = SIZES[audioLayers] ?? `of ${audioLayers} layers`;
  const version = size === 'large' && vocabulary === 51_866 ? '-v3' : '';
  if (textLayers === audioLayers) return `${size}${version}`;
  return textLayers === 4 && audioLayers === 32 ? `${size}${version}-turbo` : `distil-${size}${version}`;
}

function describeOpeningError(file: string, error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return `there is no file ${file}`;
  if (code === 'EISDIR') return `${file} is a folder; the file of a Whisper model must be named`;
  if (code === 'ENOTFILE') return `${file} is neither a file nor a folder`;
  return `${file} cannot be read (${code ?? (error as Error).message})`;
}
