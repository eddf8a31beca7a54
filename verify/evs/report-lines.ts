/** The report as a table, for a terminal and in Markdown. Pure. */
import { createColors } from 'picocolors';
import { alignedLines, markdownTable } from '../../testkit/text/table.ts';
import type { ListenerFigures, SessionFigures, Spread } from './measure.ts';
import { type Check, checksOf, type EvsReport, isShort } from './report.ts';

const PARTS_NOTE =
  '(1) rest of the segment in the mouth + until it is handed over + until its sound is delivered + in the player + ' +
  'its own sound up to the word';
const SHORT_NOTE =
  'The talk is shorter than 3 minutes: the limits of the EVS are 0.7 s looser, and the lag at its end is not judged.';

export function toLines(report: EvsReport, hasColours: boolean): string[] {
  const { red, green, bold, dim } = createColors(hasColours);
  const checks = checksOf(report);
  const failed = checks.filter(({ isKept }) => !isKept);
  const [heading = '', ...rows] = alignedLines(figureRows(report));
  return [
    bold(titleOf(report)),
    '',
    bold(heading),
    ...rows,
    dim(PARTS_NOTE),
    '',
    dim(`cuts of all sessions: ${cutsOf(report)}`),
    ...report.comparisons.map(({ what, serverS, ownS }) =>
      dim(`${what}: mean by the server ${serverS.toFixed(2)} s, by this command ${ownS.toFixed(2)} s`),
    ),
    ...(isShort(report.options) ? [dim(SHORT_NOTE)] : []),
    '',
    ...failed.map((check) => red(`DOES NOT HOLD ${toText(check)}`)),
    failed.length === 0
      ? green(`All ${checks.length} limits are kept.`)
      : red(`${failed.length} of ${checks.length} limits are not kept.`),
  ];
}

export function toMarkdown(report: EvsReport, { command, day }: { command: string; day: string }): string {
  const checks = checksOf(report);
  const limits = checks.filter(({ what }) => what.startsWith('clause') && !what.includes('words'));
  return [
    `Measured on ${day} with \`${command}\`: ${titleOf(report)}. Times in s.`,
    markdownTable(figureRows(report)),
    PARTS_NOTE,
    'What must hold of `clause`:',
    markdownTable([
      ['', 'found', 'limit', 'verdict'],
      ...limits.map((check) => [check.what, check.found, check.limit, check.isKept ? 'kept' : '**not kept**']),
    ]),
    `Means by the server's own histograms beside the command's: ${report.comparisons
      .map(({ what, serverS, ownS }) => `${what} ${serverS.toFixed(2)} and ${ownS.toFixed(2)}`)
      .join('; ')}. Rules that ended the segments of the three sessions: ${cutsOf(report)}.`,
    '![lag over time](performance/evs.svg)',
  ].join('\n\n');
}

function titleOf({ options, talk }: EvsReport): string {
  const { lags, pipelineMs, liarPercent, seed } = options;
  const liar = liarPercent > 0 ? `, ${liarPercent} % of its stable words change` : '';
  return (
    `a talk of ${talk.minutes} minutes, ${talk.words} words in ${talk.sentences} sentences (seed ${seed}), ` +
    `the recogniser's prefix ${lags.stableMs / 1_000} s and its finals ${lags.finalMs / 1_000} s behind${liar}, ` +
    `the pipeline's sound after ${pipelineMs / 1_000} s`
  );
}

function cutsOf({ cuts }: EvsReport): string {
  const counts = Object.entries(cuts).map(([rule, count]) => `${rule} ${count}`);
  return counts.join(', ') || 'not known';
}

function figureRows({ sessions, options }: EvsReport): string[][] {
  const row = (what: string, of: (session: SessionFigures) => string | number) => [
    what,
    ...sessions.map((s) => String(of(s))),
  ];
  return [
    ['', ...sessions.map(({ mode }) => mode)],
    row('a word is handed over, p50 / p90', ({ handOver }) => pair(handOver)),
    row('segments a minute (translated and spoken)', ({ segmentsPerMinute }) => segmentsPerMinute),
    row('captions a minute (translated only)', ({ captionsPerMinute }) => captionsPerMinute),
    row('words spoken twice', ({ spokenTwice }) => spokenTwice),
    row('words never spoken', ({ neverHanded }) => neverHanded),
    row('words spoken as others', ({ changed }) => changed),
    row('words contradicted by a final', ({ contradicted }) => contradicted),
    ...options.longer.flatMap((_, i) => listenerRows(sessions, i)),
  ];
}

function listenerRows(sessions: readonly SessionFigures[], index: number): string[][] {
  const longer = sessions[0]?.listeners[index]?.longerPercent;
  const row = (what: string, of: (listener: ListenerFigures) => string | number) => [
    `${longer} % longer: ${what}`,
    ...sessions.map(({ listeners }) => {
      const listener = listeners[index];
      return listener === undefined ? '' : String(of(listener));
    }),
  ];
  return [
    row('EVS, p50 / p90', ({ evs }) => pair(evs)),
    row('means of its parts (1)', ({ parts }) =>
      Object.values(parts)
        .map((s) => s.toFixed(1))
        .join(' + '),
    ),
    row('end of a segment to its first sound, p50 / p90', ({ endToSound }) => pair(endToSound)),
    row('EVS in the second and the last minute', ({ drift }) =>
      drift === undefined ? '–' : `${drift.secondMinuteS.toFixed(1)} / ${drift.lastMinuteS.toFixed(1)}`,
    ),
    row('largest playback rate', ({ largestRate }) => largestRate.toFixed(2)),
    row('segments skipped', ({ skippedSegments }) => skippedSegments),
    row('words handed over, never heard', ({ neverHeard }) => neverHeard),
    row('caption words taken back, of 100', ({ erasedPer100 }) => erasedPer100),
  ];
}

function pair({ p50, p90 }: Spread): string {
  return `${p50.toFixed(1)} / ${p90.toFixed(1)}`;
}

function toText({ what, found, limit }: Check): string {
  return `${what}: ${found}, must be ${limit}`;
}
