/** The command line of `npm run recognition`. */
import { commandLine, type ValuesOf } from '../../testkit/command/command-line.ts';
import { WrongUsage } from '../../testkit/command/failure.ts';
import { choices, duration, flag, repeated, text, whole } from '../../testkit/command/option.ts';
import type { Contender } from './runs/engine-report.ts';

export interface RecognitionOptions {
  readonly contenders: readonly Contender[];
  /** True: the engines were named on the command line, so a missing one is an error. */
  readonly areNamed: boolean;
  readonly isQuick: boolean;
  readonly isCapacityMeasured: boolean;
  readonly atOnce: number;
  readonly form: 'text' | 'json' | 'markdown';
  readonly withErrors: boolean;
  readonly writesDocs: boolean;
}

/** What to do. */
export type Task =
  | { readonly kind: 'measure'; readonly options: RecognitionOptions }
  | {
      readonly kind: 'endurance';
      readonly minutes: number;
      readonly speakers: number;
      readonly contender: Contender;
      readonly json: boolean;
    }
  | { readonly kind: 'fullHouse'; readonly speakers: number; readonly contender: Contender; readonly json: boolean }
  /** Writes the page from an earlier run. */
  | { readonly kind: 'rewrite'; readonly file: string };

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

const OPTIONS = {
  engine: repeated({
    shown: 'NAME',
    help: 'moonshine, pocketsphinx, whisper:FILE or sherpa:FOLDER; may be repeated (default: pocketsphinx and moonshine)',
  }),
  stability: choices(STABILITIES, {
    shown: 'NAME',
    help: 'high, medium or low; may be repeated (default: all three; high with --quick)',
  }),
  quick: flag('a tenth of the recordings, under a minute'),
  'no-capacity': flag('does not look for the most speakers at once, which takes some minutes'),
  'at-once': whole({
    shown: '3',
    help: 'speakers at once while words are counted (default 3; 5 with --quick)',
    least: 1,
    most: MAX_SPEAKERS,
  }),
  errors: flag('print the spoken and the recognised text where they differ'),
  json: flag('print one JSON document instead'),
  markdown: flag('print Markdown instead'),
  'write-docs': flag('also write docs/recognition.md, docs/recognition.json and the picture'),
  from: text({ shown: 'FILE', help: 'with --write-docs: measures nothing, takes an earlier output of --json' }),
  endurance: duration('min', {
    shown: 'MINUTES',
    help: 'instead: speech without end; memory, lags and errors over that time',
    least: 0.1,
    most: MAX_MINUTES,
  }),
  speakers: whole({
    shown: 'N',
    help:
      `with --endurance: how many speak (default ${ENDURANCE_SPEAKERS}); alone: the highest number that is admitted, for a ` +
      'minute, and one more, who must be refused',
    least: 1,
    most: MAX_SPEAKERS,
  }),
};

export const RECOGNITION = commandLine({
  name: 'recognition',
  call: 'npm run recognition [-- options]',
  about: `
Measures the recognisers of embedded mode, each through the local Transcribe endpoint, a process of its own, by the AWS
SDK's client at the pace of speech: word error, CPU, memory, lags, stable words, and how many speakers this machine holds.
Recordings of people come from Debian's pocketsphinx-testdata, asterisk-core-sounds-en and asterisk-core-sounds-en-g722
(Allison Smith, CC-BY-SA 3.0); synthetic ones are made by flite. What is not installed is said, and the rest is measured; a
claim without its recordings or its engine is not shown.`,
  options: OPTIONS,
  notes: `
EMBEDDED_ASR_MODEL_FOLDER says where Moonshine's model is, when it is not where npm run setup puts it.
Exit: 0 every claim holds; 1 one does not or is not shown, or an engine failed; 2 wrong usage; 130 interrupted.
NO_COLOR turns colours off.`,
  settle: (values): Task => {
    if (values.from !== undefined) return rewriting(values.from, values);
    const isLong = values.endurance !== undefined || values.speakers !== undefined;
    return isLong ? longRun(values) : { kind: 'measure', options: measurement(values) };
  },
});

type Values = ValuesOf<typeof OPTIONS>;

function rewriting(file: string, { from, engine, 'write-docs': writesDocs, ...others }: Values): Task {
  const isAlone = engine.length === 0 && Object.values(others).every((value) => value === undefined || value === false);
  if (!writesDocs || !isAlone) throw new WrongUsage('--from goes with --write-docs alone');
  return { kind: 'rewrite', file };
}

function longRun({ engine, stability, endurance: minutes, speakers, json, ...others }: Values): Task {
  if (engine.length > 1) throw new WrongUsage('--endurance and --speakers take one --engine');
  if (others['write-docs'] || others.markdown || others.quick)
    throw new WrongUsage('--endurance and --speakers go with --json alone');
  const contender = contenderOf(engine[0] ?? 'moonshine', stability?.[0] ?? 'high');
  return minutes === undefined
    ? { kind: 'fullHouse', speakers: speakers ?? 1, contender, json }
    : { kind: 'endurance', minutes, speakers: speakers ?? ENDURANCE_SPEAKERS, contender, json };
}

function measurement({ engine, stability, quick, json, markdown, ...others }: Values): RecognitionOptions {
  const writesDocs = others['write-docs'];
  if (json && markdown) throw new WrongUsage('--json or --markdown, not both');
  if (quick && writesDocs) throw new WrongUsage('--write-docs writes a whole run, not --quick');
  const areNamed = engine.length > 0;
  const stabilities = stability ?? (quick ? (['high'] as const) : STABILITIES);
  const contenders = (areNamed ? engine : ['pocketsphinx', 'moonshine']).flatMap((asr) => {
    // PocketSphinx has the same stability for every setting.
    const asked = asr === 'pocketsphinx' ? stabilities.slice(0, 1) : stabilities;
    return asked.map((each) => contenderOf(asr, each));
  });
  return {
    contenders,
    areNamed,
    isQuick: quick,
    isCapacityMeasured: !quick && !others['no-capacity'],
    atOnce: others['at-once'] ?? (quick ? 5 : 3),
    form: json ? 'json' : markdown ? 'markdown' : 'text',
    withErrors: others.errors,
    writesDocs,
  };
}

function contenderOf(asr: string, stability: Contender['stability']): Contender {
  const [kind = '', ...path] = asr.split(':');
  const name = NAMES[kind];
  const needsPath = kind === 'whisper' || kind === 'sherpa';
  if (name === undefined || needsPath !== path.join(':').length > 0) {
    throw new WrongUsage(`--engine is moonshine, pocketsphinx, whisper:FILE or sherpa:FOLDER, not "${asr}"`);
  }
  const file = path.join(':').split('/').filter(Boolean).at(-1);
  return { name: file === undefined ? name : `${name} ${file}`, asr, stability };
}
