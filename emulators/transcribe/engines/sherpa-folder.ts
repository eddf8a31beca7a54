/**
 * Finds out which kind of sherpa-onnx model a folder has, by its files and its `rostrum-asr.json`, or what is wrong with it.
 * Loads nothing, because sherpa-onnx ends the process on an unexpected model.
 */
import { readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { EngineSpec, MoonshineSpec, SherpaOfflineSpec, TransducerSpec } from '../hearing/engine-spec.ts';
import { describeHead } from './file-look.ts';
import { CutShort, ModelBytes } from './model-bytes.ts';
import { NotOnnx, onnxInputs } from './onnx-inputs.ts';
import { ROSTRUM_ASR_FILE, type RostrumAsrFile, readRostrumAsrFile } from './rostrum-asr-file.ts';
import { parseSherpaParts, type SherpaParts } from './sherpa-parts.ts';
import { checkTokens } from './tokens-file.ts';

export type SherpaModel =
  | {
      readonly ok: true;
      readonly spec: Exclude<EngineSpec, { readonly kind: 'whisper' }>;
      /** For people: the name in `rostrum-asr.json`, or else the folder's name. */
      readonly model: string;
      /** Source languages in `rostrum-asr.json`, two letters each. Undefined: it gives none. */
      readonly languages: readonly string[] | undefined;
    }
  | { readonly ok: false /** One line with the path. */; readonly reason: string };

/** Used if rostrum-asr.json gives none: every offline model of sherpa-onnx takes this length. */
const DEFAULT_MAX_CLIP_MS = 15_000;
/** Inputs of a model that decodes whole clips. A streaming model has more, for its state. */
const WHOLE_CLIP_INPUTS = 2;

const wrong = (reason: string): SherpaModel => ({ ok: false, reason });

/** Never throws. @param folder absolute @param voiceDetector the detector's model; a streaming transducer does not need it */
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
  const info = { model: file.name ?? basename(folder), languages: file.languages };
  if (file.model !== undefined) return { ok: true, spec: offlineSpec(file, file.model, voiceDetector), ...info };
  if (file.maxClipMs !== undefined) {
    return wrong(`${join(folder, ROSTRUM_ASR_FILE)} gives maxClipMs without model: it is of no use here`);
  }
  const found = parseSherpaParts(names);
  if (!found.ok) return wrong(`${folder} ${found.reason}`);
  const problem = checkFiles(folder, found.parts);
  return problem === undefined
    ? { ok: true, spec: toSpec(folder, found.parts, voiceDetector), ...info }
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

function toSpec(folder: string, parts: SherpaParts, voiceDetector: string): MoonshineSpec | TransducerSpec {
  const at = (name: string) => join(folder, name);
  const [encoder, tokens] = [at(parts.encoder), at(parts.tokens)];
  return parts.kind === 'moonshine'
    ? { kind: 'moonshine', encoder, mergedDecoder: at(parts.mergedDecoder), tokens, voiceDetector }
    : { kind: 'transducer', encoder, decoder: at(parts.decoder), joiner: at(parts.joiner), tokens };
}

/** @returns one line. Undefined: no problem was found in the files */
function checkFiles(folder: string, parts: SherpaParts): string | undefined {
  const { kind, ...files } = parts;
  for (const name of Object.values(files)) {
    const path = join(folder, name);
    const streams = kind === 'transducer' && name === parts.encoder;
    try {
      const problem = checkFile(path, streams);
      if (problem !== undefined) return problem;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== undefined) return `${path} cannot be read (${code})`;
      throw error;
    }
  }
  return undefined;
}

function checkFile(path: string, streams: boolean): string | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined || !stats.isFile()) return `${path} is not a file`;
  if (stats.size === 0) return `${path} is empty`;
  if (path.endsWith('.txt')) return checkTokens(path, stats.size);
  const head = readHead(path);
  // A flatbuffer does not contain its length, so a .ort that is cut short is found only when it is loaded.
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

function readHead(path: string): Buffer {
  const bytes = new ModelBytes(path);
  try {
    return Buffer.from(bytes.bytes(Math.min(64, bytes.size)));
  } finally {
    bytes.close();
  }
}
