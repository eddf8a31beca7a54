/** The command line of `npm run evs`. */
import type { SegmentMode } from '../../src/protocol/segments.ts';
import { commandLine } from '../../testkit/command/command-line.ts';
import { WrongUsage } from '../../testkit/command/failure.ts';
import { duration, flag, list, number, seed, text, textLike } from '../../testkit/command/option.ts';

/** Where transcripts are cut for translation, in the order of the table. */
export const MODES: readonly SegmentMode[] = ['result', 'sentence', 'clause'];

/** How far the recogniser's results are behind the voice, ms. */
export interface Lags {
  readonly stableMs: number;
  readonly finalMs: number;
}

export interface EvsOptions {
  readonly minutes: number;
  readonly lags: Lags;
  /** Per cent by which each listener's speech is longer than the source's. */
  readonly longer: readonly number[];
  /** Translating, and the first sound of the speech, ms. */
  readonly pipelineMs: number;
  /** Per cent of the stable words that change nevertheless. */
  readonly liarPercent: number;
  readonly seed: number;
  readonly json: boolean;
  readonly write: boolean;
  readonly svgFile: string | undefined;
}

const LAGS = /^\d{1,2}(\.\d{1,3})?\/\d{1,2}(\.\d{1,3})?$/;
const LONGER = { least: 0, most: 100, atOnce: 4 } as const;
const USUAL_SEED = 13;

export const EVS = commandLine({
  name: 'evs',
  call: 'npm run evs [-- options]',
  about: `
Measures how long after a word is said its translation sounds (the ear-voice span, EVS). Plays a continuous talk to a
server in its own process, in three sessions at once, one for each way of cutting: result, sentence, clause. The local
Transcribe endpoint has the lags of the service; a double of the pipeline answers with speech that is longer than the
source's; each listener has the client's own player. The times are the command's own; those of the server are compared.`,
  options: {
    minutes: duration('min', {
      shown: '10',
      help: 'length of the talk; other units as in 90s. Below 3 minutes some limits are looser',
      fallback: 10,
      least: 0.25,
      most: 120,
    }),
    lags: textLike(LAGS, 'two numbers of seconds, as in 1.0/1.9', {
      shown: '1.0/1.9',
      help: 'how far the stable prefix is behind the voice, and the final behind the last word, s',
      fallback: '1.0/1.9',
    }),
    longer: list(undefined, {
      shown: '15,25',
      help: 'a listener for each: per cent by which the translation takes longer to say',
      fallback: ['15', '25'],
    }),
    'pipeline-ms': number({
      shown: '400',
      help: 'time of the pipeline from its call to the delivery: translating, and the first sound',
      fallback: 400,
      least: 0,
      most: 10_000,
    }),
    liar: number({
      shown: '1',
      help: 'per cent of the stable words that the recogniser changes nevertheless',
      fallback: 0,
      least: 0,
      most: 50,
    }),
    seed: seed(`of the talk (default ${USUAL_SEED}, so that runs can be compared)`, () => USUAL_SEED),
    svg: text({ shown: 'file', help: 'draw the lag over time into this file' }),
    write: flag('write the table into docs/performance.md, and the picture beside it'),
    json: flag('print one JSON document instead of the table'),
  },
  notes: `
Limits hold for the usual lags and listeners; with others the figures are printed, and only words are judged.
Exit: 0 every limit is kept; 1 one is not, and its line says which; 2 wrong usage; 130 interrupted.`,
  settle: ({ lags, longer, liar: liarPercent, 'pipeline-ms': pipelineMs, svg: svgFile, ...others }): EvsOptions => {
    const [stableMs = 0, finalMs = 0] = lags.split('/').map((seconds) => Math.round(Number(seconds) * 1_000));
    if (finalMs < stableMs) throw new WrongUsage('--lags: the final does not come before the prefix is stable');
    return { ...others, lags: { stableMs, finalMs }, longer: toPercents(longer), pipelineMs, liarPercent, svgFile };
  },
});

function toPercents(given: readonly string[]): number[] {
  const percents = given.map(Number);
  const areMeant = percents.every((percent) => percent >= LONGER.least && percent <= LONGER.most);
  if (areMeant && percents.length <= LONGER.atOnce) return percents;
  throw new WrongUsage(
    `--longer is up to ${LONGER.atOnce} numbers from ${LONGER.least} to ${LONGER.most}, as in 15,25`,
  );
}
