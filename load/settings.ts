/** What a script is told with `k6 run -e NAME=value` (README.md has the list), read once. Runs in k6, not in Node. */
import { type LoadName, SIZES, type Size } from './sizes.ts';

export interface Settings extends Size {
  readonly load: LoadName;
  /** `ws://host:port/` */
  readonly socketUrl: string;
  /** `http://host:port` */
  readonly url: string;
  /** The server's admin port, for its own latencies; undefined: they are not judged. */
  readonly adminUrl: string | undefined;
  /** How long all sessions are live, ms. */
  readonly airMs: number;
  /** False: times are measured but not judged, for a machine with other work. */
  readonly isTimed: boolean;
  /** The server's recogniser reads stamped audio: what it heard and delivered is counted block by block. */
  readonly isStamped: boolean;
  /** `npm run load` runs it, and judges the chunks by the server's own figures: k6 shares its machine. */
  readonly isDriven: boolean;
}

const DEFAULT_URL = 'http://127.0.0.1:8080';
const DEFAULT_SECONDS = 60;
/** Reserve for a machine that stalls. Sessions have their own time limits. */
const STANDSTILL_MS = 600_000;

/** Longest time until all clients of a session have joined, ms. */
export const SEATED_WITHIN_MS = 60_000;

/** Longest time from endSession to the session's end, ms. */
export const END_WITHIN_MS = 20_000;

const settings = settingsOf('audio');

/** Of the script that runs: it names its load before anything reads them. */
export const SETTINGS: Settings = settings;

/** Called once, first thing in a script. */
export function useLoad(load: LoadName): void {
  Object.assign(settings, settingsOf(load));
}

function settingsOf(load: LoadName): Settings {
  const size = SIZES[load];
  const url = (__ENV.URL ?? DEFAULT_URL).replace(/^ws/, 'http').replace(/\/+$/, '');
  return {
    load,
    url,
    socketUrl: `${url.replace(/^http/, 'ws')}/`,
    adminUrl: __ENV.ADMIN_URL?.replace(/\/+$/, ''),
    speakers: number('SPEAKERS', size.speakers),
    listeners: number('LISTENERS', size.listeners),
    chunkMs: number('CHUNK_MS', size.chunkMs),
    rampMs: number('RAMP_MS', size.rampMs),
    airMs: number('SECONDS', DEFAULT_SECONDS) * 1000,
    isTimed: __ENV.TIMED !== 'off',
    isStamped: __ENV.STAMPED === 'on',
    isDriven: __ENV.DRIVEN === 'on',
  };
}

function number(name: string, fallback: number): number {
  const given = __ENV[name];
  if (given === undefined || given === '') return fallback;
  const value = Number(given);
  if (!Number.isFinite(value) || value < 0) throw new Error(`${name} is a number of at least 0, not "${given}"`);
  return value;
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
