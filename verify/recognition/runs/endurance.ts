/** Runs a long talk of several speakers to check that memory stays flat, results keep up, and words stay correct. */

import { percentile } from '../../../testkit/measure/quantiles.ts';
import { foldedWords } from '../../../testkit/speech/folded-words.ts';
import { countErrorsIn, type WordErrors } from '../../../testkit/speech/word-error-rate.ts';
import type { Recording } from '../corpora/recording.ts';
import { MeasuredEndpoint, type MemorySample } from './endpoint.ts';
import type { EnduranceReport, MinuteReport } from './endurance-report.ts';
import { enduranceProblems, quarterAt, recyclesIn } from './endurance-report.ts';
import type { Contender } from './engine-report.ts';
import { sumOf } from './measure-engine.ts';
import { memoryOf, QUARTERS } from './memory-report.ts';
import { type LiveSpeaker, type SpeakersOutcome, speakersAtOnce } from './speakers.ts';

export interface EnduranceOptions {
  readonly minutes: number;
  readonly speakers: number;
  readonly recordings: readonly Recording[];
  readonly signal: AbortSignal;
  readonly minute: (minute: MinuteReport) => void;
}

const SAMPLE_EVERY_MS = 10_000;
/** So that quarters of a short talk have enough samples. */
const MIN_SAMPLES = 40;
const MINUTE_MS = 60_000;

export async function endure(contender: Contender, options: EnduranceOptions): Promise<EnduranceReport> {
  const { minutes, speakers, recordings, signal } = options;
  const endpoint = await MeasuredEndpoint.start({
    asr: contender.asr,
    maxStreams: speakers,
    sampleEveryMs: Math.min(SAMPLE_EVERY_MS, (minutes * MINUTE_MS) / MIN_SAMPLES),
  });
  let live: readonly LiveSpeaker[] = [];
  let minute = 0;
  const startMs = performance.now();
  const timer = setInterval(() => options.minute(minuteOf(++minute, endpoint.samples, live)), MINUTE_MS);
  try {
    const outcomes = await speakersAtOnce({
      endpoint: endpoint.url,
      speakers,
      seconds: minutes * 60,
      stability: contender.stability,
      recordings,
      signal,
      begun: (all) => {
        live = all;
      },
    });
    return toEnduranceReport(contender, minutes, startMs, endpoint.samples, outcomes);
  } finally {
    clearInterval(timer);
    await endpoint.stop();
  }
}

function minuteOf(minute: number, samples: readonly MemorySample[], live: readonly LiveSpeaker[]): MinuteReport {
  const newest = samples.at(-1)?.processes ?? [];
  const finalMs = live.flatMap(({ track, ledger, pacing }) =>
    ledger.lags(track, (at) => pacing.sentAtMs(at)).finalMs.slice(-20),
  );
  return {
    minute,
    processes: newest.map(({ pid, name, pssBytes }) => ({ pid, name, mebibytes: Math.round(pssBytes / 2 ** 20) })),
    recycles: recyclesIn(samples),
    finalP90Ms: percentile(finalMs, 90),
  };
}

export function toEnduranceReport(
  contender: Contender,
  minutes: number,
  startMs: number,
  samples: readonly MemorySample[],
  outcomes: readonly SpeakersOutcome[],
): EnduranceReport {
  const quarterOf = (atMs: number) => quarterAt(atMs, startMs, minutes);
  const answers = outcomes.flatMap(({ lags }) => lags.answers);
  const lagsMs = QUARTERS.map((quarter) =>
    answers.filter(({ sentMs }) => quarterOf(sentMs) === quarter).map(({ lagMs }) => lagMs),
  );
  const placed = outcomes.flatMap(({ track }) => track.placed);
  const sum = (count: (outcome: SpeakersOutcome) => number) =>
    outcomes.reduce((total, outcome) => total + count(outcome), 0);
  const report = {
    engine: contender.name,
    minutes,
    speakers: outcomes.length,
    heard: placed.every(({ recording }) => recording.kind === 'people') ? ('people' as const) : ('synthetic' as const),
    recordings: placed.length,
    ...memoryOf(samples, quarterOf, outcomes.length),
    finals: lagsMs.map((lags) => lags.length),
    finalP90Ms: lagsMs.map((lags) => percentile(lags, 90) ?? null),
    latestChunkMs: Math.round(Math.max(0, ...outcomes.map(({ spoken }) => spoken.latestMs))),
    recycles: recyclesIn(samples),
    stable: {
      words: sum(({ ledger }) => ledger.stable.count),
      revised: sum(({ ledger }) => ledger.stable.revised + ledger.stable.dropped),
    },
    unanswered: sum(({ lags }) => lags.unanswered),
    errors: sumOf(outcomes.map((outcome) => ({ errors: errorsOf(outcome) }))),
    failures: outcomes.flatMap(({ spoken: { error } }) =>
      error === undefined ? [] : [`${error.name}: ${error.message}`],
    ),
  };
  return { ...report, problems: enduranceProblems(report) };
}

function errorsOf({ track, ledger, spoken }: SpeakersOutcome): WordErrors {
  const said = track.placed.filter(({ lastVoiced }) => spoken.sentAtMs(lastVoiced) !== undefined);
  const reference = said.flatMap(({ recording }) => foldedWords(recording.text));
  return countErrorsIn(reference, foldedWords(ledger.text));
}
