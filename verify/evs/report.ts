/** The results of a run, and what of them does not hold. Pure. */
import type { MetricsPage } from '../../testkit/measure/metrics-page.ts';
import type { ListenerFigures, SessionFigures, Total } from './measure.ts';
import type { EvsOptions } from './options.ts';

/** One figure by the server's histogram and by the command's own times. Means, s. */
export interface Comparison {
  readonly what: string;
  readonly serverS: number;
  readonly ownS: number;
  readonly serverWords: number;
  readonly ownWords: number;
}

export interface EvsReport {
  readonly options: EvsOptions;
  readonly talk: { readonly minutes: number; readonly words: number; readonly sentences: number };
  readonly sessions: readonly SessionFigures[];
  readonly comparisons: readonly Comparison[];
  /** The server's count of words of finals that contradict what was handed over. */
  readonly contradictedByServer: number;
  /** The rules that ended the segments of all sessions, with their counts. */
  readonly cuts: Readonly<Record<string, number>>;
  /** What went wrong with sockets, deliveries and the server. */
  readonly problems: readonly string[];
}

/** A line of the table "What must hold". */
export interface Check {
  readonly what: string;
  readonly found: string;
  readonly limit: string;
  readonly isKept: boolean;
}

/** Limits of `clause` with the usual lags, s, by how much longer the translation is. */
const EVS_LIMITS = new Map([
  [15, { p50: 5.0, p90: 6.5 }],
  [25, { p50: 5.4, p90: 7.0 }],
]);
const USUAL = { stableMs: 1_000, finalMs: 1_900, pipelineMs: 400 } as const;
/** In a short talk a few long sentences decide the p90. */
const SHORT_MINUTES = 3;
const LOOSER_S = 0.7;
const MOST_DRIFT_S = 1;
/** The server's histograms and the command's times may differ by this share. */
const MOST_DIFFERENCE = 0.04;

export function isShort({ minutes }: EvsOptions): boolean {
  return minutes < SHORT_MINUTES;
}

export function checksOf(report: EvsReport): Check[] {
  const { options, sessions, comparisons, contradictedByServer, problems } = report;
  const clause = sessions.find(({ mode }) => mode === 'clause');
  const contradicted = sessions.reduce((sum, session) => sum + session.contradicted, 0);
  return [
    ...(clause?.listeners ?? []).flatMap((listener) => lagChecks(listener, options)),
    ...sessions.flatMap((session) => wordChecks(session, options.liarPercent > 0)),
    options.liarPercent > 0
      ? atLeastOne('the recogniser contradicts itself', contradicted)
      : zero('words contradicted', contradicted),
    {
      what: 'words contradicted, by the server',
      ...{ found: String(contradictedByServer), limit: `as here, ${contradicted}` },
      isKept: contradictedByServer === contradicted,
    },
    ...comparisons.map(comparisonCheck),
    ...problems.map((problem) => ({ what: problem, found: 'so', limit: 'not', isKept: false })),
  ];
}

/** Those of the ear-voice span, which hold for the usual lags only, and those of a listener who must not fall behind. */
function lagChecks({ longerPercent, evs, drift, skippedSegments }: ListenerFigures, options: EvsOptions): Check[] {
  const { stableMs, finalMs } = options.lags;
  const isUsual = stableMs === USUAL.stableMs && finalMs === USUAL.finalMs && options.pipelineMs === USUAL.pipelineMs;
  const limits = isUsual ? EVS_LIMITS.get(longerPercent) : undefined;
  const looserS = isShort(options) ? LOOSER_S : 0;
  const who = `clause, ${longerPercent} % longer`;
  return [
    ...(limits === undefined ? [] : [atMost(`${who}: EVS p50, s`, evs.p50, limits.p50 + looserS)]),
    ...(limits === undefined ? [] : [atMost(`${who}: EVS p90, s`, evs.p90, limits.p90 + looserS)]),
    ...(drift === undefined
      ? []
      : [atMost(`${who}: lag at the end, s`, drift.lastMinuteS, drift.secondMinuteS + MOST_DRIFT_S)]),
    zero(`${who}: segments skipped`, skippedSegments),
  ];
}

function wordChecks(session: SessionFigures, isLiar: boolean): Check[] {
  const { mode, spokenTwice, neverHanded, changed, listeners } = session;
  return [
    zero(`${mode}: words spoken twice`, spokenTwice),
    zero(`${mode}: words never handed over`, neverHanded),
    ...(isLiar ? [] : [zero(`${mode}: words handed over as others`, changed)]),
    ...listeners.map(({ longerPercent, neverHeard }) =>
      zero(`${mode}, ${longerPercent} % longer: words never heard`, neverHeard),
    ),
  ];
}

function comparisonCheck({ what, serverS, ownS, serverWords, ownWords }: Comparison): Check {
  const isNear = Math.abs(serverS - ownS) <= MOST_DIFFERENCE * ownS;
  const areAll = Math.abs(serverWords - ownWords) <= MOST_DIFFERENCE * ownWords;
  return {
    what: `${what}, by the server, mean, s (words)`,
    found: `${serverS.toFixed(2)} (${serverWords})`,
    limit: `within ${100 * MOST_DIFFERENCE} % of ${ownS.toFixed(2)} (${ownWords})`,
    isKept: isNear && areAll,
  };
}

/** @param languages those of the listeners, by how much longer their speech is. */
export function compare(
  page: MetricsPage,
  sessions: readonly SessionFigures[],
  languages: ReadonlyMap<number, string>,
): Comparison[] {
  const handOver = sumOf(sessions.map(({ handOverFromSending }) => handOverFromSending));
  return [
    toComparison('handed over', page.total('SegmentCommitLag'), handOver),
    ...[...languages].map(([longer, language]) => {
      const listeners = sessions.flatMap((session) => session.listeners);
      const own = listeners.filter(({ longerPercent }) => longerPercent === longer);
      const server = page.total('EarVoiceSpan', { language });
      return toComparison(`EVS ${longer} % longer`, server, sumOf(own.map(({ evsFromSending }) => evsFromSending)));
    }),
  ];
}

function toComparison(what: string, server: Total, own: Total): Comparison {
  const mean = ({ sum, count }: Total) => Math.round(sum / Math.max(1, count) / 10) / 100;
  return { what, serverS: mean(server), ownS: mean(own), serverWords: server.count, ownWords: own.count };
}

function sumOf(totals: readonly Total[]): Total {
  const add = (a: Total, b: Total) => ({ count: a.count + b.count, sum: a.sum + b.sum });
  return totals.reduce(add, { count: 0, sum: 0 });
}

function atMost(what: string, found: number, limit: number): Check {
  return { what, found: found.toFixed(2), limit: `<= ${limit.toFixed(2)}`, isKept: found <= limit };
}

function zero(what: string, found: number): Check {
  return { what, found: String(found), limit: '0', isKept: found === 0 };
}

function atLeastOne(what: string, found: number): Check {
  return { what, found: String(found), limit: '> 0', isKept: found > 0 };
}
