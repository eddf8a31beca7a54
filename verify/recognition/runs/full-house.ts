/** Runs as many speakers as the endpoint admits, to check that each gets its finals and that one more is refused at once. */
import type { Recording } from '../corpora/recording.ts';
import { speak } from '../speaking/speak.ts';
import { Track } from '../speaking/track.ts';
import { MeasuredEndpoint } from './endpoint.ts';
import type { Contender } from './engine-report.ts';
import { speakersAtOnce } from './speakers.ts';

export interface FullHouseOptions {
  readonly speakers: number;
  readonly seconds: number;
  readonly recordings: readonly Recording[];
  readonly signal: AbortSignal;
}

export interface FullHouseReport {
  readonly engine: string;
  readonly speakers: readonly {
    readonly recordings: number;
    /** Longest wait for a recording's final. */
    readonly worstMs: number | undefined;
    readonly unanswered: number;
    readonly error: string | undefined;
  }[];
  /** How the speaker over the limit was refused. */
  readonly nextOne: { readonly refusal: string | undefined; readonly afterMs: number };
  readonly problems: readonly string[];
}

/** Longest allowed wait for a final. */
const MAX_WAIT_MS = 5_000;
const REFUSAL = 'LimitExceededException';
/** By then all speakers have begun. */
const NEXT_AFTER_MS = 5_000;

export async function fillHouse(contender: Contender, options: FullHouseOptions): Promise<FullHouseReport> {
  const { speakers, recordings, signal } = options;
  const { stability } = contender;
  const endpoint = await MeasuredEndpoint.start({ asr: contender.asr, maxStreams: speakers });
  try {
    const talks = speakersAtOnce({ ...options, endpoint: endpoint.url, stability });
    const nextOne = nextAfter(endpoint.url, contender, recordings, signal);
    const outcomes = await talks;
    const rows = outcomes.map(({ track, spoken, lags }) => ({
      recordings: track.placed.length,
      worstMs: lags.finalMs.length === 0 ? undefined : Math.round(Math.max(...lags.finalMs)),
      unanswered: lags.unanswered,
      error: spoken.error && `${spoken.error.name}: ${spoken.error.message}`,
    }));
    const report = { engine: contender.name, speakers: rows, nextOne: await nextOne };
    return { ...report, problems: listProblems(report) };
  } finally {
    await endpoint.stop();
  }
}

async function nextAfter(
  endpoint: string,
  { stability }: Contender,
  recordings: readonly Recording[],
  signal: AbortSignal,
): Promise<FullHouseReport['nextOne']> {
  await new Promise((resolve) => setTimeout(resolve, NEXT_AFTER_MS));
  const startedMs = performance.now();
  const track = new Track(recordings.slice(0, 1));
  const { error } = await speak({ endpoint, track, stability, signal, onResults: () => {} });
  return { refusal: error?.name, afterMs: Math.round(performance.now() - startedMs) };
}

function listProblems({ speakers, nextOne }: Omit<FullHouseReport, 'problems'>): string[] {
  const perSpeaker = speakers.flatMap(({ recordings, worstMs, unanswered, error }, i) => {
    const who = `speaker ${i + 1}`;
    if (error !== undefined) return [`${who}: ${error}`];
    if (worstMs === undefined) return [`${who} got no final`];
    return [
      ...(worstMs > MAX_WAIT_MS ? [`${who} waited ${worstMs} ms for a final, over ${MAX_WAIT_MS}`] : []),
      ...(unanswered > recordings / 5 ? [`${who}: ${unanswered} of ${recordings} recordings got no final`] : []),
    ];
  });
  const refused = nextOne.refusal === REFUSAL ? [] : [`the next one was not told ${REFUSAL}, but ${nextOne.refusal}`];
  return [...perSpeaker, ...refused];
}
