/**
 * A folder with a model of sherpa-onnx: which kind it is, by its files and its `rostrum-asr.json`, or what is wrong with it.
 * Loads nothing: sherpa-onnx ends the process on a model it does not expect.
 */
import { readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { EngineSpec, MoonshineSpec, SherpaOfflineSpec, TransducerSpec } from '../hearing/engine-spec.ts';
import { describeHead } from './file-look.ts';
import { CutShort, ModelBytes } from './model-bytes.ts';
import { NotOnnx, onnxInputs } from './onnx-inputs.ts';
import { ROSTRUM_ASR_FILE, type RostrumAsrFile, readRostrumAsrFile } from './rostrum-asr-file.ts';
import { type SherpaParts, sherpaPartsOf } from './sherpa-parts.ts';
import { problemOfTokens } from './tokens-file.ts';

export type SherpaModel =
  | {
      readonly ok: true;
      readonly spec: Exclude<EngineSpec, { readonly kind: 'whisper' }>;
      /** For people: as `rostrum-asr.json` names it, else the folder's name. */
      readonly model: string;
      /** Source languages, two letters each, as `rostrum-asr.json` says; undefined: it does not say. */
      readonly languages: readonly string[] | undefined;
    }
  | { readonly ok: false /** One line with the path. */; readonly reason: string };

/** Where a rostrum-asr.json gives none: what every offline model of sherpa-onnx takes. */
const DEFAULT_MAX_CLIP_MS = 15_000;
/** Those of a model that reads a recording whole; one that streams takes its state as well. */
const WHOLE_CLIP_INPUTS = 2;

const wrong = (reason: string): SherpaModel => ({ ok: false, reason });

/** @param folder absolute @param voiceDetector the detector's model, which a streaming transducer does without. Never throws. */
export function sherpaModelIn(folder: string, voiceDetector: string): SherpaModel {
  let names: string[];
  try {
    if (!statSync(folder).isDirectory()) return wrong(`${folder} is a file; the folder of the model must be named`);
    names = readdirSync(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return wrong(code === 'ENOENT' ? `there is no folder ${folder}` : `${folder} cannot be read (${code})`);
  }
  if (names.length === 0) return wrong(`${folder} is empty`);
  const said = readRostrumAsrFile(folder);
  if (!said.ok) return wrong(said.reason);
  const { file } = said;
  const facts = { model: file.name ?? basename(folder), languages: file.languages };
  if (file.model !== undefined) return { ok: true, spec: offlineSpec(file, file.model, voiceDetector), ...facts };
  if (file.maxClipMs !== undefined) {
    return wrong(`${join(folder, ROSTRUM_ASR_FILE)} gives maxClipMs without model: it is of no use here`);
  }
  const found = sherpaPartsOf(names);
  if (!found.ok) return wrong(`${folder} ${found.reason}`);
  const problem = problemOfFiles(folder, found.parts);
  return problem === undefined
    ? { ok: true, spec: specOf(folder, found.parts, voiceDetector), ...facts }
    : wrong(problem);
}

function offlineSpec(file: RostrumAsrFile, modelConfig: object, voiceDetector: string): SherpaOfflineSpec {
  return {
    kind: 'sherpaOffline',
    modelConfig: { ...modelConfig },
    maxClipMs: file.maxClipMs ?? DEFAULT_MAX_CLIP_MS,
    voiceDetector,
  };
}

function specOf(folder: string, parts: SherpaParts, voiceDetector: string): MoonshineSpec | TransducerSpec {
  const at = (name: string) => join(folder, name);
  const [encoder, tokens] = [at(parts.encoder), at(parts.tokens)];
  return parts.kind === 'moonshine'
    ? { kind: 'moonshine', encoder, mergedDecoder: at(parts.mergedDecoder), tokens, voiceDetector }
    : { kind: 'transducer', encoder, decoder: at(parts.decoder), joiner: at(parts.joiner), tokens };
}

/** @returns one line; undefined: all of them can be read and are whole, as far as can be seen */
function problemOfFiles(folder: string, parts: SherpaParts): string | undefined {
  const { kind, ...files } = parts;
  for (const name of Object.values(files)) {
    const path = join(folder, name);
    const streams = kind === 'transducer' && name === parts.encoder;
    try {
      const problem = problemOfFile(path, streams);
      if (problem !== undefined) return problem;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== undefined) return `${path} cannot be read (${code})`;
      throw error;
    }
  }
  return undefined;
}

function problemOfFile(path: string, streams: boolean): string | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined || !stats.isFile()) return `${path} is not a file`;
  if (stats.size === 0) return `${path} is empty`;
  if (path.endsWith('.txt')) return problemOfTokens(path, stats.size);
  const head = headOf(path);
  // Flatbuffers do not tell how long they are: a .ort that is cut short is found when it is loaded.
  if (path.endsWith('.ort')) {
    return head.subarray(4, 8).toString('latin1') === 'ORTM'
      ? undefined
      : `${path} is not a model of ONNX Runtime: it looks like ${describeHead(head)}`;
  }
  try {
    const inputs = onnxInputs(path);
    if (!streams || inputs.length > WHOLE_CLIP_INPUTS) return undefined;
    return (
      `${path} is no streaming model: it takes ${inputs.join(' and ')} alone, so it reads recordings whole; ` +
      `${ROSTRUM_ASR_FILE} can give it as {"model":{"transducer":{…},"tokens":"tokens.txt"}}`
    );
  } catch (error) {
    if (error instanceof CutShort) return `${path} is cut short: it ends at ${stats.size} bytes, inside the model`;
    if (error instanceof NotOnnx) return `${path} is not an ONNX model: it looks like ${describeHead(head)}`;
    throw error;
  }
}

function headOf(path: string): Buffer {
  const bytes = new ModelBytes(path);
  try {
    return Buffer.from(bytes.bytes(Math.min(64, bytes.size)));
  } finally {
    bytes.close();
  }
}
