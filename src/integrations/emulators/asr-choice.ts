/** Parses the choice of a recogniser, from the environment or a command line. Opens no file. */
import { resolve } from 'node:path';
import { SOURCE_LANGUAGES } from '../../protocol/languages.ts';
import type { AsrChoice } from './asr-settings.ts';

const PLAIN = ['auto', 'moonshine', 'pocketsphinx', 'stamped', 'written', 'script'] as const;
const WITH_PATH = { whisper: 'whisper:FILE', sherpa: 'sherpa:FOLDER' } as const;

/** Every accepted form. */
export const ASR_FORMS: readonly string[] = [...PLAIN, ...Object.values(WITH_PATH)];

export type AsrChoiceOutcome =
  | { readonly ok: true; readonly choice: AsrChoice }
  | { readonly ok: false; readonly problem: string };

/**
 * @param where Named in the problem, such as `EMBEDDED_ASR`. @param given The choice; a path is relative to the working
 * folder.
 */
export function readAsrChoice(where: string, given: string): AsrChoiceOutcome {
  const plain = PLAIN.find((kind) => kind === given);
  if (plain !== undefined) return { ok: true, choice: { kind: plain } };
  const [, kind, path = ''] = /^(whisper|sherpa)(?::(.*))?$/.exec(given) ?? [];
  if (kind !== 'whisper' && kind !== 'sherpa') {
    return { ok: false, problem: `${where} must be one of ${ASR_FORMS.join(', ')}, not "${given}"` };
  }
  if (path.trim() === '') {
    return { ok: false, problem: `${where}: "${given}" has no path. Write it as ${WITH_PATH[kind]}` };
  }
  const absolute = resolve(path.trim());
  const choice: AsrChoice = kind === 'whisper' ? { kind, modelFile: absolute } : { kind, folder: absolute };
  return { ok: true, choice };
}

/** @returns one line for each language that the protocol does not know. */
export function problemsOfLanguages(where: string, languages: readonly string[]): string[] {
  return languages
    .filter((language) => !(SOURCE_LANGUAGES as readonly string[]).includes(language))
    .map((language) => `${where} names "${language}", which is not one of ${SOURCE_LANGUAGES.join(' ')}`);
}
