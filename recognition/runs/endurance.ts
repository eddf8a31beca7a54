/** A long talk of several speakers: is memory flat, is real time kept, are the words still right at its end? */

import { percentile } from '../../demo/percentiles.ts';
import { countErrorsIn } from '../../demo/word-error-rate.ts';
import type { Recording } from '../corpora/recording.ts';
import { foldedWords, withCompoundsAlike } from '../scoring/folded-words.ts';
import { MeasuredEndpoint, type MemorySample } from './endpoint.ts';
import type { EnduranceReport, MinuteReport } from './endurance-report.ts';
import { enduranceProblems, quartersOf, recyclesIn } from './endurance-report.ts';
import type { Contender } from './engine-report.ts';
import { sumOf } from './measure-engine.ts';
import { totalsOf } from './process-tree.ts';
import { type LiveSpeaker, type SpeakersOutcome, speakersAtOnce } from './speakers.ts';

export interface EnduranceOptions {
  readonly minutes: number;
  readonly speakers: number;
  readonly recordings: readonly Recording[];
  readonly signal: AbortSignal;
  readonly minute: (minute: MinuteReport) => void;
}

const SAMPLE_EVERY_MS = 10_000;
/** A short talk has quarters too. */
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
    return reportOf(contender, options, endpoint.samples, outcomes);
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

function reportOf(
  contender: Contender,
  { minutes }: EnduranceOptions,
  samples: readonly MemorySample[],
  outcomes: readonly SpeakersOutcome[],
): EnduranceReport {
  const memory = quartersOf(samples.map(({ processes }) => totalsOf(processes).pssBytes / 2 ** 20)).map((quarter) =>
    Math.max(0, ...quarter),
  );
  const lags = outcomes.map((outcome) => quartersOf(outcome.lags.finalMs));
  const finalP90Ms = [0, 1, 2, 3].map((quarter) =>
    percentile(
      lags.flatMap((one) => one[quarter] ?? []),
      90,
    ),
  );
  const errors = sumOf(
    outcomes.map(({ track, ledger, spoken }) => {
      const said = track.placed.filter(({ lastVoiced }) => spoken.sentAtMs(lastVoiced) !== undefined);
      const reference = said.flatMap(({ recording }) => foldedWords(recording.text));
      return { errors: countErrorsIn(...withCompoundsAlike(reference, foldedWords(ledger.text))) };
    }),
  );
  const report = {
    engine: contender.name,
    minutes,
    speakers: outcomes.length,
    memoryMiB: memory.map(Math.round),
    finalP90Ms,
    latestChunkMs: Math.round(Math.max(0, ...outcomes.map(({ spoken }) => spoken.latestMs))),
    recycles: recyclesIn(samples),
    stable: {
      words: outcomes.reduce((sum, { ledger }) => sum + ledger.stable.count, 0),
      revised: outcomes.reduce((sum, { ledger }) => sum + ledger.stable.revised + ledger.stable.dropped, 0),
    },
    unanswered: outcomes.reduce((sum, { lags }) => sum + lags.unanswered, 0),
    errors,
    failures: outcomes.flatMap(({ spoken: { error } }) =>
      error === undefined ? [] : [`${error.name}: ${error.message}`],
    ),
  };
  return { ...report, problems: enduranceProblems(report) };
}
