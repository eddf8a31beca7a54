/** EMBEDDED_ASR and its related settings: the recogniser of embedded mode. Reads text, opens no file. */
import { resolve } from 'node:path';
import { problemsOfLanguages, readAsrChoice } from '../../integrations/emulators/asr-choice.ts';
import { type AsrQuirks, QUIRKS_FORM, readAsrQuirks } from '../../integrations/emulators/asr-quirks.ts';
import type { AsrLags, AsrSettings } from '../../integrations/emulators/asr-settings.ts';
import { defaultModelFolder } from '../../integrations/emulators/model-folder.ts';
import { SOURCE_LANGUAGES } from '../../protocol/languages.ts';
import { list } from './list.ts';
import { checkNumber, number, text } from './setting.ts';

export const ASR_SETTINGS = {
  EMBEDDED_ASR: text(
    'auto',
    'Embedded mode: the speech recogniser: auto (the best that is installed), moonshine, pocketsphinx, whisper:FILE or sherpa:FOLDER; for tests stamped, written and script.',
  ),
  EMBEDDED_ASR_LANGUAGES: text(
    undefined,
    'Embedded mode: source languages offered to speakers, as codes separated by commas. Empty: all that the recogniser’s model knows.',
  ),
  EMBEDDED_ASR_STEP_MS: number(
    undefined,
    'Embedded mode: how much new audio the next partial transcript waits for, in ms (100 to 5,000); more costs less CPU. Empty: it depends on the stability that a stream asks for.',
    100,
    5_000,
  ),
  EMBEDDED_ASR_MAX_STREAMS: number(
    undefined,
    'Embedded mode: how many speakers are recognised at the same time (1 to 10,000). Empty: 3 for each CPU core (Whisper: 1), 8 cores at most; 500 with stamped, written and script.',
    1,
    10_000,
  ),
  EMBEDDED_ASR_PARTIAL_MS: number(
    undefined,
    'Embedded mode, with written and stamped: audio from one partial transcript to the next, in ms (20 to 10,000). Empty: 200.',
    20,
    10_000,
  ),
  EMBEDDED_ASR_STABLE_LAG_MS: number(
    undefined,
    'Embedded mode, with written and stamped: a word is stable when its end is this long ago, in ms (0 to 10,000). Empty: 1,000, as with Amazon Transcribe; 600 with stamped if no lag is set.',
    0,
    10_000,
  ),
  EMBEDDED_ASR_FINAL_LAG_MS: number(
    undefined,
    'Embedded mode, with written and stamped: a final transcript comes this long after its last word, in ms (0 to 10,000). Empty: 1,900, as with Amazon Transcribe; at once with stamped if no lag is set.',
    0,
    10_000,
  ),
  EMBEDDED_ASR_QUIRKS: text(
    undefined,
    `Embedded mode, for tests: faults of the recogniser’s results, separated by commas: ${QUIRKS_FORM}. Empty: none.`,
  ),
  EMBEDDED_ASR_MODEL_FOLDER: text(
    undefined,
    'Embedded mode: folder of Moonshine’s model and of the voice detector. Empty: the folder where npm run setup puts them.',
  ),
} as const;

type AsrName = keyof typeof ASR_SETTINGS;
type AsrValues = {
  readonly [N in AsrName]: (typeof ASR_SETTINGS)[N]['kind'] extends 'number' ? number | undefined : string | undefined;
};

type Environment = Readonly<Record<string, string | undefined>>;

/** The old name of EMBEDDED_ASR. It is read if EMBEDDED_ASR is not set. */
export const OLD_ASR_NAME = 'EMBEDDED_RECOGNISER';

type TextOfAsr = 'EMBEDDED_ASR' | 'EMBEDDED_ASR_LANGUAGES' | 'EMBEDDED_ASR_QUIRKS';

/** @returns one line for each problem. */
export function problemsOfAsr(values: Pick<AsrValues, TextOfAsr>): string[] {
  const read = readAsrChoice('EMBEDDED_ASR', values.EMBEDDED_ASR ?? 'auto');
  const problems = read.ok ? [] : [read.problem];
  // An unknown language is named as it was written.
  const languages = list(values.EMBEDDED_ASR_LANGUAGES).map((language) => knownAs(language) ?? language);
  const quirks =
    values.EMBEDDED_ASR_QUIRKS === undefined
      ? undefined
      : readAsrQuirks('EMBEDDED_ASR_QUIRKS', values.EMBEDDED_ASR_QUIRKS);
  return [
    ...problems,
    ...problemsOfLanguages('EMBEDDED_ASR_LANGUAGES', languages),
    ...(quirks === undefined || quirks.ok ? [] : [quirks.problem]),
  ];
}

/** Languages may be written in capitals. */
function knownAs(language: string): string | undefined {
  return SOURCE_LANGUAGES.find((known) => known === language.toLowerCase());
}

/** @param values Without problems. @param environment Gives the cache folder if no model folder is set. */
export function readAsrSettings(values: AsrValues, environment: Environment): AsrSettings {
  const read = readAsrChoice('EMBEDDED_ASR', values.EMBEDDED_ASR ?? 'auto');
  const languages = [...new Set(list(values.EMBEDDED_ASR_LANGUAGES?.toLowerCase()))];
  const { EMBEDDED_ASR_MODEL_FOLDER: folder } = values;
  return {
    choice: read.ok ? read.choice : { kind: 'auto' },
    languages: languages.length === 0 ? undefined : languages,
    stepMs: values.EMBEDDED_ASR_STEP_MS,
    maxStreams: values.EMBEDDED_ASR_MAX_STREAMS,
    lags: lagsOf(values),
    quirks: quirksOf(values),
    modelFolder: folder === undefined ? defaultModelFolder(environment) : resolve(folder),
    modelFolderNamedBy: folder === undefined ? undefined : 'EMBEDDED_ASR_MODEL_FOLDER',
  };
}

function lagsOf(values: AsrValues): AsrLags | undefined {
  const lags = {
    partialMs: values.EMBEDDED_ASR_PARTIAL_MS,
    stableLagMs: values.EMBEDDED_ASR_STABLE_LAG_MS,
    finalLagMs: values.EMBEDDED_ASR_FINAL_LAG_MS,
  };
  return Object.values(lags).every((lag) => lag === undefined) ? undefined : lags;
}

function quirksOf({ EMBEDDED_ASR_QUIRKS: given }: AsrValues): AsrQuirks | undefined {
  const read = given === undefined ? undefined : readAsrQuirks('EMBEDDED_ASR_QUIRKS', given);
  return read?.ok ? read.quirks : undefined;
}

interface CompletedAsr {
  readonly environment: Environment;
  readonly warnings: readonly string[];
  readonly problems: readonly string[];
}

/**
 * Copies the value of the old name to EMBEDDED_ASR if only the old one is set. In AWS mode removes all settings of the
 * recogniser.
 * @returns warnings too, and a problem when the two names have different values.
 */
export function completeAsr(given: Environment): CompletedAsr {
  return given.ROSTRUM_MODE?.trim() === 'aws' ? withoutAsr(given) : withAsr(given);
}

function withAsr(environment: Environment): CompletedAsr {
  const old = environment[OLD_ASR_NAME]?.trim() ?? '';
  const now = environment.EMBEDDED_ASR?.trim() ?? '';
  if (old === '') return { environment, warnings: [], problems: [] };
  if (now !== '' && now !== old) {
    const problem = `EMBEDDED_ASR is "${now}" and ${OLD_ASR_NAME}, its old name, is "${old}"; set EMBEDDED_ASR alone`;
    return { environment, warnings: [], problems: [problem] };
  }
  const warning = `${OLD_ASR_NAME} is now EMBEDDED_ASR: rename it, because the next version does not read the old name`;
  return { environment: { ...environment, EMBEDDED_ASR: old }, warnings: [warning], problems: [] };
}

/** Settings that AWS mode does not use must not stop the start: one warning names them and their problems. */
function withoutAsr(given: Environment): CompletedAsr {
  const said = (Object.keys(ASR_SETTINGS) as AsrName[]).map((name) => [name, given[name]?.trim() ?? ''] as const);
  const old = given[OLD_ASR_NAME]?.trim() ?? '';
  const { environment, problems: contradictions } = withAsr(given);
  const problems = [
    ...contradictions,
    ...said.flatMap(([name, value]) => (value === '' ? [] : (checkNumber(name, ASR_SETTINGS[name], value) ?? []))),
    ...problemsOfAsr({
      EMBEDDED_ASR: environment.EMBEDDED_ASR?.trim() || undefined,
      EMBEDDED_ASR_LANGUAGES: given.EMBEDDED_ASR_LANGUAGES,
      EMBEDDED_ASR_QUIRKS: given.EMBEDDED_ASR_QUIRKS?.trim() || undefined,
    }),
  ];
  // A copy of .env.example sets the default, which needs no warning.
  const names = [...said, [OLD_ASR_NAME, old] as const]
    .filter(
      ([name, value]) => value !== '' && !(name === 'EMBEDDED_ASR' && value === ASR_SETTINGS.EMBEDDED_ASR.default),
    )
    .map(([name]) => name);
  const cleared = Object.fromEntries([...said.map(([name]) => name), OLD_ASR_NAME].map((name) => [name, undefined]));
  const wrong = problems.length === 0 ? '' : `; in embedded mode it would stop the start: ${problems.join('; ')}`;
  const warning = `${names.join(', ')}: for embedded mode only, without effect in AWS mode${wrong}`;
  return { environment: { ...given, ...cleared }, warnings: names.length === 0 ? [] : [warning], problems: [] };
}
