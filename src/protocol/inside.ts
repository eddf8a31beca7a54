/**
 * Introspection of a running server: its charts, and each session's states, counters and last transitions. Plain data
 * without audio, text, tokens, user ids, addresses or connection ids. The admin port answers with it, the inspector's
 * feed sends it (InsideMessage), `npm run watch` and the page /inside draw it.
 */
import type { BroadcastState } from './broadcast-state.ts';

/** Raised when a member changes its meaning or is removed; a member that is added does not raise it. */
export const INSIDE_VERSION = 1;

// ---- charts ------------------------------------------------------------------------------------------------------

export const CHART_NAMES = ['session', 'transcription', 'listener', 'connection', 'pace', 'circuit', 'retry'] as const;
export type ChartName = (typeof CHART_NAMES)[number];

export interface ChartTransition {
  /** event: one was received; delay: a time has passed; child: an invoked actor finished or failed; always: at once. */
  readonly kind: 'event' | 'delay' | 'child' | 'always';
  /** Name of the event or of the delay; `done` or `error` and the child's name, as in `done attempt`; `always`. */
  readonly on: string;
  readonly guard?: string;
  /** A state's id; absent: the state does not change. */
  readonly target?: string;
  readonly actions: readonly string[];
  /** The target is left and entered again even though it is active. */
  readonly reenters?: true;
}

export interface ChartState {
  /** The chart's name and the path of states: `session.live.stream.idle`. */
  readonly id: string;
  readonly name: string;
  readonly kind: 'atomic' | 'compound' | 'parallel' | 'final';
  /** Why the chart has this state, in words. */
  readonly why: string;
  /** Id of the child state that is entered first. */
  readonly initial?: string;
  readonly tags: readonly string[];
  readonly entry: readonly string[];
  readonly exit: readonly string[];
  /** Actors that run while it is active. */
  readonly invokes: readonly string[];
  readonly transitions: readonly ChartTransition[];
  readonly states: readonly ChartState[];
}

export interface Chart {
  readonly name: ChartName;
  readonly root: ChartState;
}

// ---- sessions ----------------------------------------------------------------------------------------------------

/** One change of state of one chart. An event that changes no state is not listed. */
export interface ChartChange {
  /** Counts from 1 in each session; a gap means that older changes have been discarded. */
  readonly seq: number;
  /** Unix ms. */
  readonly at: number;
  readonly chart: ChartName;
  /** XState's name of the event, such as `xstate.after.grace.session.live.speaker.away`. */
  readonly event: string;
  /** Ids of the innermost states that were left, and of those that were entered. */
  readonly left: readonly string[];
  readonly entered: readonly string[];
}

/** What became of a segment at the pipeline. `forwarded`: the pipeline has accepted it. `noListener`: nobody listened. */
export type SegmentOutcome =
  | 'forwarded'
  | 'failed'
  | 'superseded'
  | 'overflow'
  | 'stopped'
  | 'circuitOpen'
  | 'noListener';

/** What is known of one segment at its listeners of one language, of those whose sockets are in this process. */
export interface SegmentAtListeners {
  /** The first message with its translated text and no speech at a listener's socket. */
  readonly textMs?: number;
  /** The first message with its speech at a listener's socket, and the last one. */
  readonly speechMs?: number;
  readonly lastSpeechMs?: number;
  /** By the listeners' reports: when it was first heard, and when the last of them had heard it all. */
  readonly soundMs?: number;
  readonly lastSoundMs?: number;
  /** Reports that it was played, and that it was skipped. */
  readonly played: number;
  readonly skipped: number;
}

/**
 * How far one segment came, without its words. Times are ms after `at`, as this process measured them; an absent one has not
 * come, or is not known. When the pipeline had translated it is not known here: only when the translation arrived.
 */
export interface SegmentView {
  /** Counts from 1 in each epoch; a gap means that older segments have been discarded. */
  readonly seq: number;
  /** Unix ms: its beginning, the earliest of the times below. */
  readonly at: number;
  /** Of its utterance, 32 hexadecimal digits; the segments of one utterance share it. */
  readonly traceId: string;
  /** Its number in its result, from 0. */
  readonly segment: number;
  /** 0: not known. */
  readonly words: number;
  /** When its first and its last word had been said, by the receipt of their audio. */
  readonly firstWordMs?: number;
  readonly lastWordMs?: number;
  /** How many partials were passed on, and when the first and the last of them came. */
  readonly partials: number;
  readonly firstPartialMs?: number;
  readonly lastPartialMs?: number;
  /** When its words were final. */
  readonly finalMs: number;
  /** Absent while it is on its way to the pipeline. */
  readonly outcome?: SegmentOutcome;
  readonly settledMs?: number;
  /** By language. */
  readonly languages: Readonly<Record<string, SegmentAtListeners>>;
}

/** One line of the list of sessions. */
export interface SessionSummary {
  readonly sessionId: string;
  readonly sourceLanguage: string;
  /** Unix ms. */
  readonly createdAt: number;
  readonly isSpeakerPresent: boolean;
  readonly listeners: number;
}

/** Everything that is shown of one session. */
export interface SessionView extends SessionSummary {
  /** How often it was rebuilt after a restart; the counters start at 0 in each epoch. */
  readonly epoch: number;
  readonly broadcast: BroadcastState;
  /** Ids of the innermost active states of each chart that runs now. */
  readonly active: Readonly<Partial<Record<ChartName, readonly string[]>>>;
  /** Listeners by language, in order of arrival. */
  readonly languages: Readonly<Record<string, number>>;
  /** Listeners that are lagging now: too much is unsent to them. */
  readonly lagging: number;
  /** Audio that is not covered by a final yet, ms. */
  readonly heldMs: number;
  /** Streams open at Transcribe: 0 or 1, 2 while rolling. */
  readonly openStreams: number;
  /** Since this epoch began, by metric name, summed over labels. An absent name stands for 0. */
  readonly counters: Readonly<Record<string, number>>;
  /** Since this epoch began, by metric name: latencies of what is said in this session. Absent: nothing was measured. */
  readonly latencies: Readonly<Record<string, LatencySummary>>;
  /** The last changes, oldest first. */
  readonly changes: readonly ChartChange[];
  /** The last segments whose words were final, oldest first. */
  readonly segments: readonly SegmentView[];
}

// ---- for web pages -----------------------------------------------------------------------------------------------

/** The answer of `GET /inside/charts`. */
export interface InsideCharts {
  readonly version: typeof INSIDE_VERSION;
  readonly charts: readonly Chart[];
}

/** A latency in numbers. Quantiles are estimates: the upper bounds of the buckets they fall into. */
export interface LatencySummary {
  readonly count: number;
  readonly meanMs: number;
  readonly p50Ms: number;
  readonly p90Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

/** A latency in the last minutes. Its maximum is not known. */
export type LatencyWindow = Omit<LatencySummary, 'maxMs' | 'meanMs'>;

/** One latency of the whole server, since it started. Times in ms. */
export interface LatencyView extends LatencySummary {
  readonly name: string;
  readonly meaning: string;
  /** Its targets: half of the measurements within so long, 90 % and 95 %. */
  readonly targetP50Ms?: number;
  readonly targetP90Ms?: number;
  readonly targetP95Ms?: number;
  /** Kinds that the target does not apply to; they are not counted here. */
  readonly without: readonly string[];
  /** Not cumulative. There is one more bucket than bounds: the last one counts everything above the highest bound. */
  readonly counts: readonly number[];
  /** The last windows, the present one first. Fewer while the server is young. */
  readonly windows: readonly LatencyWindow[];
  /** Of the present window, as `counts`. */
  readonly windowCounts: readonly number[];
}

/** The answer of `GET /inside/now?session={id}`. */
export interface InsideNow {
  /** Unix ms, by the server's clock. */
  readonly at: number;
  readonly sessions: readonly SessionSummary[];
  /** Null: there is no such session now. Absent: no session was requested. */
  readonly session?: SessionView | null;
  readonly latencies: {
    /** Upper bounds of the buckets, inclusive. */
    readonly boundsMs: readonly number[];
    /** Length of each window. The present one begins at a full minute, so it has up to a minute more. */
    readonly windowMs: number;
    readonly metrics: readonly LatencyView[];
  };
}

// ---- the inspector's feed ----------------------------------------------------------------------------------------

/** From the server. */
export type InsideMessage =
  /** First, once. */
  | { readonly type: 'charts'; readonly version: typeof INSIDE_VERSION; readonly charts: readonly Chart[] }
  /** At the start, and whenever the list has changed. */
  | { readonly type: 'sessions'; readonly sessions: readonly SessionSummary[] }
  /** The session that is watched: at the start, and whenever it has changed; a few times a second at most. */
  | { readonly type: 'session'; readonly session: SessionView }
  /** There is no such session now. */
  | { readonly type: 'gone'; readonly sessionId: string };

/** To the server: watch this session from now on, or none. */
export interface WatchMessage {
  readonly type: 'watch';
  readonly sessionId: string | null;
}
