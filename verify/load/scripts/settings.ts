/** The runner's settings for a script, read once from k6's environment. Runs in k6, not in Node. */
import { SharedArray } from 'k6/data';

export const SETTINGS = {
  /** `ws://host:port/` */
  url: __ENV.LOAD_URL ?? 'ws://127.0.0.1:8080/',
  speakers: Number(__ENV.LOAD_SPEAKERS ?? 100),
  /** In each session. */
  listeners: Number(__ENV.LOAD_LISTENERS ?? 1),
  /** How long all sessions are live, ms. */
  airMs: Number(__ENV.LOAD_SECONDS ?? 60) * 1000,
  /** Time over which the speakers' connects are spread, ms. */
  rampMs: Number(__ENV.LOAD_RAMP_MS ?? 5_000),
  chunkMs: Number(__ENV.LOAD_CHUNK_MS ?? 20),
  /** Off: times are measured but not compared with targets, for a machine with other work. */
  isTimed: __ENV.LOAD_TIMED !== 'off',
} as const;

/** Reserve for a machine that stalls. Sessions have their own time limits. */
const STANDSTILL_MS = 600_000;

/** Longest time until all clients of a session have joined, ms. */
export const SEATED_WITHIN_MS = 60_000;

/** Longest time from endSession to the session's end, ms. */
export const END_WITHIN_MS = 20_000;

/** One token for each speaker. Read once for all virtual users. */
const tokens = new SharedArray<string>('tokens', () => JSON.parse(open(__ENV.LOAD_TOKENS ?? '')) as string[]);

/** @param number 1 for the first speaker. */
export function tokenOf(number: number): string {
  const token = tokens[number - 1];
  if (token === undefined) throw new Error(`There are ${tokens.length} tokens, and none for speaker ${number}.`);
  return token;
}

/** The threshold for a latency target. Empty if times are not judged. */
export function within(p95Ms: number): string[] {
  return SETTINGS.isTimed ? [`p(95)<${p95Ms}`] : [];
}

/** A scenario in which each virtual user runs `exec` once. */
export function onceEach(exec: string, vus: number) {
  const lastsMs = SETTINGS.rampMs + SETTINGS.airMs + STANDSTILL_MS;
  return {
    executor: 'per-vu-iterations' as const,
    exec,
    vus,
    iterations: 1,
    maxDuration: `${Math.ceil(lastsMs / 1000)}s`,
  };
}

/** k6's options for a script whose virtual users hold sessions. @param thresholds of this script. */
export function sessionOptions(exec: string, vus: number, thresholds: Readonly<Record<string, string[]>>) {
  return {
    scenarios: { sessions: onceEach(exec, vus) },
    thresholds: {
      ...thresholds,
      sockets_lost: ['count==0'],
      sessions_lost: ['count==0'],
      errors_received: ['count==0'],
    },
    summaryTrendStats: SUMMARY_TREND_STATS,
  };
}

export const SUMMARY_TREND_STATS = ['count', 'avg', 'med', 'p(95)', 'p(99)', 'max'];

/** Writes the whole summary as JSON to the file that the runner reads, and nothing to the screen. */
export function summaryFile(data: unknown): Record<string, string> {
  return { [__ENV.LOAD_SUMMARY ?? 'stdout']: JSON.stringify(data) };
}
