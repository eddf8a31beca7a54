/** What the runner tells a script: the environment that k6 was given, read once. Runs in k6, not in Node. */
import { SharedArray } from 'k6/data';

export const SETTINGS = {
  /** `ws://host:port/` */
  url: __ENV.LOAD_URL ?? 'ws://127.0.0.1:8080/',
  speakers: Number(__ENV.LOAD_SPEAKERS ?? 100),
  /** Of each session. */
  listeners: Number(__ENV.LOAD_LISTENERS ?? 1),
  /** How long everybody is on the air, ms. */
  airMs: Number(__ENV.LOAD_SECONDS ?? 60) * 1000,
  /** How long the speakers take to come in, one after the other, ms. */
  rampMs: Number(__ENV.LOAD_RAMP_MS ?? 5_000),
  chunkMs: Number(__ENV.LOAD_CHUNK_MS ?? 20),
  /** Off: times are measured and not judged, as on a machine that does other things. */
  isTimed: __ENV.LOAD_TIMED !== 'off',
} as const;

/** Whoever is stuck gives up by itself; this is for a machine that stands still. */
const STANDSTILL_MS = 600_000;

/** How long a session may take to have everybody seated, ms. */
export const SEATED_WITHIN_MS = 60_000;

/** How long a session may take to come to its end once its speaker has asked for it, ms. */
export const END_WITHIN_MS = 20_000;

/** One for each speaker, read once for all of them. */
const tokens = new SharedArray<string>('tokens', () => JSON.parse(open(__ENV.LOAD_TOKENS ?? '')) as string[]);

/** @param number 1 for the first speaker. */
export function tokenOf(number: number): string {
  const token = tokens[number - 1];
  if (token === undefined) throw new Error(`There are ${tokens.length} tokens, and none for speaker ${number}.`);
  return token;
}

/** A target of the requirements, where times are judged. */
export function within(p95Ms: number): string[] {
  return SETTINGS.isTimed ? [`p(95)<${p95Ms}`] : [];
}

/** One virtual user each, who does it once. */
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

/** What a script whose virtual users hold sessions tells k6. @param thresholds of its own. */
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

/** The whole summary as JSON where the runner looks for it, and nothing on the screen. */
export function summaryFile(data: unknown): Record<string, string> {
  return { [__ENV.LOAD_SUMMARY ?? 'stdout']: JSON.stringify(data) };
}
