/** Measures how many speakers an engine can take at once here: adds speakers until one waits too long for results. */
import { cpus } from 'node:os';
import { SAMPLE_RATE_HZ } from '../../../src/audio/pcm.ts';
import type { Recording } from '../corpora/recording.ts';
import { type Distribution, toDistribution } from '../scoring/distribution.ts';
import { MeasuredEndpoint } from './endpoint.ts';
import type { CapacityLevel, CapacityReport, Contender } from './engine-report.ts';
import { type SpeakersOutcome, speakersAtOnce } from './speakers.ts';

export interface CapacityOptions {
  readonly recordings: readonly Recording[];
  readonly signal: AbortSignal;
  /** Called when a level is done. */
  readonly level: (level: CapacityLevel) => void;
}

const LEVEL_SECONDS = 30;
/** Largest step between partials, as a multiple of the step with one speaker. */
const MAX_STRETCH = 2;
const MAX_FINAL_P90_MS = 2_000;
/** Largest share of recordings without their own final: joined with the next recording, or lost. */
const MAX_UNANSWERED = 0.1;
/** Begins with one speaker, whose step is the reference, then adds two at a time. */
const LEVELS = [1, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24];

export async function measureCapacity(contender: Contender, options: CapacityOptions): Promise<CapacityReport> {
  const endpoint = await MeasuredEndpoint.start({ asr: contender.asr, maxStreams: LEVELS.at(-1) ?? 1 });
  const levels: CapacityLevel[] = [];
  try {
    for (const speakers of LEVELS) {
      if (options.signal.aborted) break;
      const level = await levelOf(endpoint, contender, speakers, levels[0], options);
      levels.push(level);
      options.level(level);
      if (level.problem !== undefined) break;
    }
  } finally {
    await endpoint.stop();
  }
  const held = levels.filter(({ problem }) => problem === undefined).map(({ speakers }) => speakers);
  return { cores: cpus().length, speakers: Math.max(0, ...held), levels };
}

async function levelOf(
  endpoint: MeasuredEndpoint,
  { stability }: Contender,
  speakers: number,
  alone: CapacityLevel | undefined,
  { recordings, signal }: CapacityOptions,
): Promise<CapacityLevel> {
  const cpuBefore = endpoint.cpuMs;
  const outcomes = await speakersAtOnce({
    endpoint: endpoint.url,
    speakers,
    seconds: LEVEL_SECONDS,
    stability,
    recordings,
    signal,
  });
  const cpuMs = endpoint.cpuMs - cpuBefore;
  const seconds = outcomes.reduce((sum, { track }) => sum + track.length, 0) / SAMPLE_RATE_HZ;
  const final = toDistribution(outcomes.flatMap(({ lags }) => lags.finalMs));
  const stepMs = toDistribution(outcomes.flatMap(({ lags }) => lags.stepMs)).p50Ms;
  const problem = problemOf(outcomes, final, stepMs, alone?.stepMs);
  return { speakers, final, stepMs, cpuPerSecond: cpuMs / 1_000 / seconds, problem };
}

function problemOf(
  outcomes: readonly SpeakersOutcome[],
  { p90Ms }: Distribution,
  stepMs: number | undefined,
  aloneMs: number | undefined,
): string | undefined {
  const error = outcomes.find(({ spoken }) => spoken.error !== undefined)?.spoken.error;
  if (error !== undefined) return `${error.name}: ${error.message}`;
  const all = outcomes.reduce((sum, { track }) => sum + track.placed.length, 0);
  const unanswered = outcomes.reduce((sum, { lags }) => sum + lags.unanswered, 0);
  if (unanswered > all * MAX_UNANSWERED) return `${unanswered} of ${all} recordings got no final`;
  if (p90Ms !== undefined && p90Ms > MAX_FINAL_P90_MS) return `finals p90 ${p90Ms} ms, over ${MAX_FINAL_P90_MS}`;
  if (stepMs !== undefined && aloneMs !== undefined && stepMs > aloneMs * MAX_STRETCH) {
    return `partials every ${stepMs} ms, over ${MAX_STRETCH} times ${aloneMs}`;
  }
  return undefined;
}
