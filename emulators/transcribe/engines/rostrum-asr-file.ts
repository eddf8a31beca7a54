/** `rostrum-asr.json` of a sherpa folder: what its files do not say about the model. Reads and checks it; loads no model. */
import { readFileSync, statSync } from 'node:fs';
import { isAbsolute, join, relative, resolve } from 'node:path';
import Type, { type Static } from 'typebox';
import { SOURCE_LANGUAGES } from '../../../src/protocol/languages.ts';
import { oneOf } from '../../../src/protocol/one-of.ts';
import { listProblems } from '../../faults/schema-problems.ts';

export const ROSTRUM_ASR_FILE = 'rostrum-asr.json';
const MOST_BYTES = 65_536;
const MOST_DEPTH = 4;

const RostrumAsr = Type.Object(
  {
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 100, pattern: '^[^\\n\\r]*$' })),
    languages: Type.Optional(Type.Array(oneOf(SOURCE_LANGUAGES), { minItems: 1, maxItems: 50 })),
    maxClipMs: Type.Optional(Type.Integer({ minimum: 2_000, maximum: 60_000 })),
    model: Type.Optional(Type.Object({})),
  },
  { additionalProperties: false },
);

/** Paths in `model` are absolute here. */
export type RostrumAsrFile = Static<typeof RostrumAsr>;

export type RostrumAsrOutcome =
  | { readonly ok: true; readonly file: RostrumAsrFile }
  | { readonly ok: false /** One line. */; readonly reason: string };

/** Members of sherpa's modelConfig that name a file. Any other member with a text that looks like a file is refused. */
const PATH_MEMBERS = new Set([
  ...['encoder', 'decoder', 'joiner', 'mergedDecoder', 'preprocessor', 'uncachedDecoder', 'cachedDecoder', 'model'],
  ...[
    'tokens',
    'bpeVocab',
    'tokenizer',
    'embedding',
    'llm',
    'encoderAdaptor',
    'convFrontend',
    'teleSpeechCtc',
    'vocab',
  ],
]);
const LOOKS_LIKE_A_PATH = /[/\\]|\.(onnx|ort|txt|model|bin|json|fst|far)$/i;

/** @returns an empty object if the folder has no such file. Never throws. */
export function readRostrumAsrFile(folder: string): RostrumAsrOutcome {
  const path = join(folder, ROSTRUM_ASR_FILE);
  let value: unknown;
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return { ok: true, file: {} };
    if (!stats.isFile()) return { ok: false, reason: `${path} is not a file` };
    if (stats.size > MOST_BYTES) return { ok: false, reason: `${path} is too long: ${stats.size} bytes` };
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) {
      return { ok: false, reason: `${path} is not JSON: ${error.message.split('\n')[0]}` };
    }
    return { ok: false, reason: `${path} cannot be read (${(error as NodeJS.ErrnoException).code})` };
  }
  const [problem] = listProblems(RostrumAsr, value, ROSTRUM_ASR_FILE);
  if (problem !== undefined) return { ok: false, reason: `${path}: ${problem}` };
  const file = value as RostrumAsrFile;
  if (file.model === undefined) return { ok: true, file };
  try {
    return { ok: true, file: { ...file, model: withPaths(folder, file.model, 'model', 0) } };
  } catch (error) {
    if (error instanceof PathProblem) return { ok: false, reason: `${path}: ${error.message}` };
    throw error;
  }
}

class PathProblem extends Error {}

function withPaths(folder: string, members: object, place: string, depth: number): Record<string, unknown> {
  if (depth > MOST_DEPTH) throw new PathProblem(`${place} is nested too deep`);
  const entries = Object.entries(members).map(([name, value]) => {
    const at = `${place}.${name}`;
    if (typeof value === 'string') return [name, value === '' ? value : textOf(folder, name, value, at)] as const;
    if (typeof value === 'number' || typeof value === 'boolean') return [name, value] as const;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return [name, withPaths(folder, value, at, depth + 1)] as const;
    }
    throw new PathProblem(`${at} must be text, a number, true, false or an object`);
  });
  return Object.fromEntries(entries);
}

function textOf(folder: string, name: string, value: string, place: string): string {
  if (PATH_MEMBERS.has(name)) return pathInside(folder, value, place);
  if (LOOKS_LIKE_A_PATH.test(value)) throw new PathProblem(`${place} looks like a path, and is not known to be one`);
  return value;
}

function pathInside(folder: string, value: string, place: string): string {
  const path = resolve(folder, value);
  const inside = relative(folder, path);
  if (isAbsolute(value) || inside === '' || inside.startsWith('..') || isAbsolute(inside)) {
    throw new PathProblem(`${place} must name a file inside the folder, not "${value}"`);
  }
  if (statSync(path, { throwIfNoEntry: false }) === undefined) throw new PathProblem(`${place}: there is no ${value}`);
  return path;
}
