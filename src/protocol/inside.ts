/**
 * A running server as it can be seen from inside: its charts, and each session's states, counters and last transitions.
 * Plain data without audio, text, tokens, user ids, addresses or connection ids; the admin port answers with it, the
 * inspector's feed sends it, `npm run watch` and the page /inside draw it. What the inspector's feed says is InsideMessage.
 */
import type { BroadcastState } from './broadcast-state.ts';

/** Raised when something that was there means something else, or is gone; what is added raises nothing. */
export const INSIDE_VERSION = 1;

// ---- charts ------------------------------------------------------------------------------------------------------

export const CHART_NAMES = ['session', 'transcription', 'listener', 'connection', 'pace', 'circuit', 'retry'] as const;
export type ChartName = (typeof CHART_NAMES)[number];

export interface ChartTransition {
  /** event: sent to it; delay: a time has passed; child: an actor of its own was done or broke; always: at once. */
  readonly kind: 'event' | 'delay' | 'child' | 'always';
  /** The event's name, the delay's, the child's as `done attempt` or `error attempt`; `always`. */
  readonly on: string;
  readonly guard?: string;
  /** A state's id; absent: the state stays as it is. */
  readonly target?: string;
  readonly actions: readonly string[];
  /** The target is left and entered again although it is active. */
  readonly reenters?: true;
}

export interface ChartState {
  /** The chart's name and the way down to it: `session.live.stream.idle`. */
  readonly id: string;
  readonly name: string;
  readonly kind: 'atomic' | 'compound' | 'parallel' | 'final';
  /** Why it is there, in words. */
  readonly why: string;
  /** Id of the state it begins in. */
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

/** One change of state of one chart. An event that changes no state is none. */
export interface ChartChange {
  /** Counts from 1 in each session; a gap means that older ones have been let go. */
  readonly seq: number;
  /** Unix ms. */
  readonly at: number;
  readonly chart: ChartName;
  /** The event's name as XState has it, such as `xstate.after.grace.session.live.speaker.away`. */
  readonly event: string;
  /** Ids of the innermost states that were left, and of those that were entered. */
  readonly left: readonly string[];
  readonly entered: readonly string[];
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

/** Everything of one session that can be seen. */
export interface SessionView extends SessionSummary {
  /** How often it was rebuilt after a restart; the counters are of this life. */
  readonly epoch: number;
  readonly broadcast: BroadcastState;
  /** Ids of the innermost active states of each chart that runs now. */
  readonly active: Readonly<Partial<Record<ChartName, readonly string[]>>>;
  /** Listeners by language, in order of arrival. */
  readonly languages: Readonly<Record<string, number>>;
  /** Listeners that do not keep up now. */
  readonly lagging: number;
  /** Audio that no final has covered yet, ms. */
  readonly heldMs: number;
  /** Streams open at Transcribe: 0 or 1, 2 while rolling. */
  readonly openStreams: number;
  /** Since this life began, by the names of the metrics, labels summed; what is not there has not happened. */
  readonly counters: Readonly<Record<string, number>>;
  /** The last ones, the oldest first. */
  readonly changes: readonly ChartChange[];
}

// ---- for web pages -----------------------------------------------------------------------------------------------

/** What `GET /inside/charts` answers. */
export interface InsideCharts {
  readonly version: typeof INSIDE_VERSION;
  readonly charts: readonly Chart[];
}

/** One latency of the whole server, since it started. Times in ms; quantiles are upper bounds of their buckets. */
export interface LatencyView {
  readonly name: string;
  readonly meaning: string;
  readonly targetP95Ms?: number;
  /** Kinds that the target is not about; they are not counted here. */
  readonly without: readonly string[];
  readonly count: number;
  readonly meanMs: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  /** Of each bucket alone: one more than there are bounds, the last for what is over all of them. */
  readonly counts: readonly number[];
}

/** What `GET /inside/now?session={id}` answers. */
export interface InsideNow {
  readonly sessions: readonly SessionSummary[];
  /** Null: there is none of this id, or not any more. Absent: none was asked for. */
  readonly session?: SessionView | null;
  readonly latencies: {
    /** Upper bounds of the buckets, inclusive. */
    readonly boundsMs: readonly number[];
    readonly metrics: readonly LatencyView[];
  };
}

// ---- the inspector's feed ----------------------------------------------------------------------------------------

/** From the server. */
export type InsideMessage =
  /** First, once. */
  | { readonly type: 'charts'; readonly version: typeof INSIDE_VERSION; readonly charts: readonly Chart[] }
  /** At first, and whenever the list has changed. */
  | { readonly type: 'sessions'; readonly sessions: readonly SessionSummary[] }
  /** The session that is watched: at first, and whenever something of it has changed; a few times a second at most. */
  | { readonly type: 'session'; readonly session: SessionView }
  /** There is no such session, or not any more. */
  | { readonly type: 'gone'; readonly sessionId: string };

/** To the server: watch this session from now on, or none. */
export interface WatchMessage {
  readonly type: 'watch';
  readonly sessionId: string | null;
}
