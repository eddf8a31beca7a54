/** The command line of `npm run recognition`. Parses and checks it; prints nothing. */
import { parseArgs } from 'node:util';
import type { Contender } from './runs/engine-report.ts';

export interface RecognitionOptions {
  readonly contenders: readonly Contender[];
  /** The engines were named, not the default ones: one that cannot be had is an error. */
  readonly areNamed: boolean;
  readonly isQuick: boolean;
  readonly isCapacityMeasured: boolean;
  readonly atOnce: number;
  readonly form: 'text' | 'json' | 'markdown';
  readonly withErrors: boolean;
  readonly writesDocs: boolean;
}

export type Parsed =
  | { readonly kind: 'measure'; readonly options: RecognitionOptions }
  | {
      readonly kind: 'endurance';
      readonly minutes: number;
      readonly speakers: number;
      readonly contender: Contender;
      readonly json: boolean;
    }
  | { readonly kind: 'fullHouse'; readonly speakers: number; readonly contender: Contender; readonly json: boolean }
  /** The page once more, from a run that was measured before. */
  | { readonly kind: 'rewrite'; readonly file: string }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly message: string };

const STABILITIES = ['high', 'medium', 'low'] as const;
const NAMES: Readonly<Record<string, string>> = {
  moonshine: 'Moonshine',
  pocketsphinx: 'PocketSphinx',
  whisper: 'Whisper',
  sherpa: 'sherpa',
};
const MAX_SPEAKERS = 200;
const MAX_MINUTES = 24 * 60;
const ENDURANCE_SPEAKERS = 2;

export const USAGE = `Usage: npm run recognition [-- options]

Measures the recognisers of embedded mode, each through the local Transcribe endpoint, a process of its own, by the AWS SDK's
client at the pace of speech: word error, CPU, memory, lags, stable words, and how many speakers this machine holds.
Recordings of people come from Debian's pocketsphinx-testdata, asterisk-core-sounds-en and asterisk-core-sounds-en-g722
(Allison Smith, CC-BY-SA 3.0); synthetic ones are made by flite. What is not installed is said, and the rest is measured; a claim without its recordings or its engine is not shown.

  --engine NAME         moonshine, pocketsphinx, whisper:FILE or sherpa:FOLDER; may be repeated
                        (default: pocketsphinx and moonshine)
  --stability NAME      high, medium or low; may be repeated (default: all three; high with --quick)
  --quick               a tenth of the recordings, under a minute
  --no-capacity         does not look for the most speakers at once, which takes some minutes
  --at-once 3           speakers at once while words are counted
  --errors              print what was said and what was recognised, where they differ
  --json                print one JSON document instead
  --markdown            print Markdown instead
  --write-docs          also write docs/recognition.md, docs/recognition.json and the picture
  --from FILE           with --write-docs: measures nothing, takes what --json printed before
  --endurance MINUTES   instead: speech without end; memory, lags and errors over that time
  --speakers N          with --endurance: so many speak (default ${ENDURANCE_SPEAKERS}); alone: as many as are let in, for a minute, and
                        one more, who must be refused
  --help                this text

EMBEDDED_ASR_MODEL_FOLDER says where Moonshine's model is, when it is not where npm run setup puts it.
Exit: 0 every claim holds; 1 one does not or is not shown, or an engine failed; 2 wrong usage; 130 interrupted. NO_COLOR turns colours off.
`;

/** @param args without the program's name. */
export function parseArguments(args: readonly string[]): Parsed {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        engine: { type: 'string', multiple: true },
        stability: { type: 'string', multiple: true },
        quick: { type: 'boolean', default: false },
        'no-capacity': { type: 'boolean', default: false },
        'at-once': { type: 'string' },
        errors: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        markdown: { type: 'boolean', default: false },
        'write-docs': { type: 'boolean', default: false },
        from: { type: 'string' },
        endurance: { type: 'string' },
        speakers: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) return { kind: 'help' };
    if (values.from !== undefined) {
      if (args.filter((arg) => /^--(?!from)/.test(arg)).join() !== '--write-docs')
        return wrong('--from goes with --write-docs alone');
      return { kind: 'rewrite', file: values.from };
    }
    const { engine: named, quick, json, markdown } = values;
    const stabilities = (values.stability ?? (quick ? ['high'] : STABILITIES)).map(stabilityOf);
    const speakers = numberOf('speakers', values.speakers, 1, MAX_SPEAKERS);
    const minutes = numberOf('endurance', values.endurance, 0.1, MAX_MINUTES);
    if (minutes !== undefined || speakers !== undefined) {
      if ((named?.length ?? 0) > 1) return wrong('--endurance and --speakers take one --engine');
      if (values['write-docs'] || markdown || quick) return wrong('--endurance and --speakers go with --json alone');
      const contender = contenderOf(named?.[0] ?? 'moonshine', stabilities[0] ?? 'high');
      if (minutes === undefined)
        return { kind: 'fullHouse', speakers: whole('speakers', speakers ?? 1), contender, json };
      return {
        kind: 'endurance',
        minutes,
        speakers: whole('speakers', speakers ?? ENDURANCE_SPEAKERS),
        contender,
        json,
      };
    }
    if (json && markdown) return wrong('--json or --markdown, not both');
    if (quick && values['write-docs']) return wrong('--write-docs writes a whole run, not --quick');
    const contenders = (named ?? ['pocketsphinx', 'moonshine']).flatMap((asr) => {
      // PocketSphinx has one way to be sure of a word, whatever is asked for.
      const asked = asr === 'pocketsphinx' ? stabilities.slice(0, 1) : stabilities;
      return asked.map((stability) => contenderOf(asr, stability));
    });
    return {
      kind: 'measure',
      options: {
        contenders,
        areNamed: named !== undefined,
        isQuick: quick,
        isCapacityMeasured: !quick && !values['no-capacity'],
        atOnce: whole('at-once', numberOf('at-once', values['at-once'], 1, MAX_SPEAKERS) ?? (quick ? 5 : 3)),
        form: json ? 'json' : markdown ? 'markdown' : 'text',
        withErrors: values.errors,
        writesDocs: values['write-docs'],
      },
    };
  } catch (error) {
    return wrong((error instanceof Error ? error.message : String(error)).split(/\. (?=[A-Z])/)[0] ?? '');
  }
}

function contenderOf(asr: string, stability: Contender['stability']): Contender {
  const [kind = '', ...path] = asr.split(':');
  const name = NAMES[kind];
  const needsPath = kind === 'whisper' || kind === 'sherpa';
  if (name === undefined || needsPath !== path.join(':').length > 0) {
    throw new Error(`--engine is moonshine, pocketsphinx, whisper:FILE or sherpa:FOLDER, not "${asr}"`);
  }
  const file = path.join(':').split('/').filter(Boolean).at(-1);
  return { name: file === undefined ? name : `${name} ${file}`, asr, stability };
}

function stabilityOf(text: string): Contender['stability'] {
  const found = STABILITIES.find((stability) => stability === text);
  if (found === undefined) throw new Error(`--stability is high, medium or low, not "${text}"`);
  return found;
}

function numberOf(flag: string, text: string | undefined, least: number, most: number): number | undefined {
  if (text === undefined) return undefined;
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= least && value <= most)) throw new Error(`--${flag} is ${least} to ${most}, not "${text}"`);
  return value;
}

function whole(flag: string, value: number): number {
  if (!Number.isInteger(value)) throw new Error(`--${flag} is a whole number, not ${value}`);
  return value;
}

const wrong = (message: string): Parsed => ({ kind: 'wrong', message });
