/**
 * Every metric there is: what it counts, in what unit, by which labels, and how fast it should be. The one place that names
 * them: docs/metrics.md, the metrics page and what is sent over OTLP follow it. Labels have closed sets, never ids.
 */
import type { MetricCounter, MetricLatency } from '../../actors/ports/metric-names.ts';
import { TRANSCRIBE_FAILURES } from '../../machines/failures.ts';
import { ACTIONS, type Action } from '../../protocol/client-messages.ts';
import { RATE_KINDS } from '../../protocol/error-details.ts';
import { RECOGNISER_COUNTS } from '../../protocol/recogniser-counts.ts';
import { DROP_REASONS, STATUS_REASONS } from '../../protocol/server-messages.ts';
import { SIGNATURE_PROBLEMS } from '../delivery/signature.ts';
import { TRANSLATION_FAILURES } from '../lambda/lambda-errors.ts';

/** The scope (meter) of all of them: the requirements' namespace. */
export const METER_NAME = 'WebSocketAudio';

/** Label → every value it may have. */
export type LabelSets = Readonly<Record<string, readonly string[]>>;
export type Labels = Readonly<Record<string, string>>;

export interface LatencyTarget {
  readonly p95Ms: number;
  /** Series the target is not about, by a label's value: they wait for a table. */
  readonly except?: LabelSets;
}

export interface MetricEntry {
  /** UCUM: ms, s, By, 1 for a share, and in braces what is counted. */
  readonly unit: string;
  readonly meaning: string;
  readonly labels?: LabelSets;
  /** Labels that a series may be without. */
  readonly optional?: readonly string[];
  /** Of latencies. */
  readonly target?: LatencyTarget;
}

const SERVICES = ['Transcribe', 'Lambda', 'DynamoDB'] as const;
const CONTROLS = (Object.keys(ACTIONS) as Action[]).filter((action) => ACTIONS[action].bucket === 'control');
/** A session or a row is made or looked up for them. */
const SEATING = ['createSession', 'joinSession'];
/** The forwarder's own: no answer in time, given up with the session, an error nobody expected. */
const CALL_FAILURES = [...new Set([...Object.keys(TRANSLATION_FAILURES), 'timeout', 'aborted', 'unknown'])];
const TABLE_OPERATIONS = [
  'createSession',
  'getSession',
  'putSession',
  'claimSession',
  'putConnection',
  'deleteConnection',
];

const entry = (unit: string, meaning: string, more: Omit<MetricEntry, 'unit' | 'meaning'> = {}): MetricEntry => ({
  unit,
  meaning,
  ...more,
});
const by = (labels: LabelSets) => ({ labels });
const latency = (meaning: string, p95Ms?: number, except?: LabelSets, labels?: LabelSets) =>
  entry('ms', meaning, {
    ...(labels === undefined ? {} : { labels }),
    ...(p95Ms === undefined ? {} : { target: { p95Ms, ...(except === undefined ? {} : { except }) } }),
  });

/** Counted where they happen; from 0 at the start of the process. */
export const COUNTERS: Readonly<Record<MetricCounter, MetricEntry>> = {
  AudioChunksReceived: entry('{chunk}', 'Chunks that passed the checks, and those over the rate.'),
  AudioChunksDropped: entry(
    '{chunk}',
    'Chunks not forwarded: over the rate, or the session took none.',
    by({ reason: [...DROP_REASONS, 'rate'] }),
  ),
  MessagesDropped: entry(
    '{message}',
    'Messages dropped unread: too many waited on their connection behind one that had to wait.',
  ),
  AudioBufferOverflows: entry('{chunk}', 'Chunks that went for room.', by({ where: ['ring'] })),
  AudioMsLost: entry('ms', 'Audio that was taken and never recognised.'),
  TranscribeStreamsStarted: entry('{stream}', 'Streams the service was asked for.'),
  TranscribeStreamErrors: entry('{stream}', 'Streams that died or could not be had; each is recovered from.'),
  TranscribeErrors: entry('{error}', 'The same by what went wrong.', by({ failure: Object.keys(TRANSCRIBE_FAILURES) })),
  TranscribeOpeningsQueued: entry('{stream}', 'Openings that had to wait for their turn.'),
  ControlMessagesReceived: entry('{message}', 'Messages that are neither audio nor status.', by({ action: CONTROLS })),
  ListenerNotificationFailures: entry(
    '{listener}',
    'Deliveries refused to a lagging listener, and listeners dropped as too slow.',
    by({ why: ['lagging', 'slowConsumer'] }),
  ),
  DeliveriesRefused: entry(
    '{delivery}',
    'Calls of the delivery API that were answered 403, by what is wrong with their signature.',
    by({ reason: [...Object.keys(SIGNATURE_PROBLEMS), 'notLocal'] }),
  ),
  StatusQueriesReceived: entry('{message}', 'getSessionStatus.'),
  PeriodicStatusUpdatesSent: entry('{message}', 'Status nobody asked for.', by({ reason: STATUS_REASONS })),
  RateLimitViolations: entry('{message}', 'Messages and calls over their rate.', by({ kind: RATE_KINDS })),
  ConnectionsClosedForRateLimit: entry('{connection}', 'Speakers whose audio stayed over its rate.'),
  ConnectionsClosedForIdleness: entry('{connection}', 'Sockets from which nothing came, no pong either.'),
  RateLimitKeysOverflowed: entry('{key}', 'Addresses and users beyond those remembered.', by({ kind: RATE_KINDS })),
  KnownListenersForgotten: entry(
    '{connection}',
    'Closed sockets of listeners forgotten for lack of room, before their listeners’ time to come back was over.',
  ),
  DynamoDBErrors: entry('{error}', 'Table operations that failed with all their attempts; or gave way (overflow).', {
    labels: { operation: TABLE_OPERATIONS, why: ['overflow'] },
    optional: ['why'],
  }),
  RecordsRecreated: entry(
    '{row}',
    'Rows of live sessions that were gone from the table, and were written as new ones.',
  ),
  LocalServicesEnded: entry(
    '{process}',
    'Embedded mode: times the process with tables, Transcribe and pipeline ended and was started again.',
  ),
  LocalRecogniserEvents: entry(
    '{event}',
    'Embedded mode: what happened to the recogniser: streams it refused or lost, processes that ended or grew too large, partials that had to wait.',
    by({ what: RECOGNISER_COUNTS }),
  ),
  LambdaInvocations: entry('{call}', 'Attempts to invoke the translation pipeline.'),
  LambdaErrors: entry(
    '{call}',
    'Attempts that failed, by handler and type of error.',
    by({ handler: ['translationPipeline'], failure: CALL_FAILURES }),
  ),
  EmotionExtractionErrors: entry('{error}', 'Neutral values were used.'),
  SpeakersSilent: entry(
    '{time}',
    'A speaker was on the air and nothing audible came from the microphone; everybody was told.',
  ),
  TranslationsForwarded: entry('{transcript}', 'Accepted by the pipeline.', by({ kind: ['partial', 'final'] })),
  TranslationsFailed: entry('{transcript}', 'Given up after all attempts.', by({ failure: CALL_FAILURES })),
  TranslationsDropped: entry(
    '{transcript}',
    'Never tried: superseded by a later result, nobody listens, no room, circuit open, session over.',
    by({ why: ['superseded', 'overflow', 'stopped', 'circuitOpen', 'noListener'] }),
  ),
  CircuitRejections: entry('{call}', 'Calls an open circuit breaker turned away.', by({ service: SERVICES })),
  SessionsCrashed: entry('{session}', 'Bugs: each ended its own session.'),
  SessionsSuperseded: entry(
    '{session}',
    'Sessions that another process on the same tables has taken over: the copy here ended, and its clients were sent away to come back.',
  ),
  SpansDropped: entry(
    '{span}',
    'Spans that were not exported: the queue was full, the collector did not take them, or the process ended.',
    by({ why: ['queueFull', 'exportFailed', 'shutdown'] }),
  ),
  MetricSeriesRefused: entry('{count}', 'Counted under otel_metric_overflow: a label was not of its set.'),
  MetricExportsFailed: entry('{export}', 'Times the collector did not take the metrics.'),
};

/** Histograms in ms. */
export const LATENCIES: Readonly<Record<MetricLatency, MetricEntry>> = {
  AudioProcessingLatency: latency(
    'A chunk, from its receipt to its acceptance by the Transcribe stream, once; those that waited for a stream apart.',
    50,
  ),
  AudioStreamWait: latency(
    'The same of chunks that came before a stream took any audio: at its opening, in a recovery.',
  ),
  TranscribeStreamInitLatency: latency('A stream, from asking for it to the service taking it.'),
  TranscribeOpeningWait: latency('An opening that had to wait, for its turn.'),
  ControlMessageLatency: latency(
    'A control, from its receipt to its answer.',
    100,
    { action: SEATING },
    { action: CONTROLS },
  ),
  ListenerNotificationLatency: latency('A notice, from the decision to its handing over to all sockets.', 150),
  StatusQueryLatency: latency('A status query, from its receipt to its answer.', 500),
  EmotionExtractionLatency: latency('Measuring one chunk.'),
  TranslationForwardingLatency: latency('A transcript, from the Transcribe event to its first invocation.', 100),
  EndToEndLatency: latency(
    'From the receipt of the last audio of a sentence to the first of its speech at a listener’s socket, for each.',
    5_000,
  ),
};

/** Read when somebody asks. */
export const GAUGES = {
  Sessions: entry('{session}', 'Live here.'),
  Listeners: entry('{listener}', 'Joined to them.'),
  Connections: entry('{connection}', 'Open sockets, those that joined nothing included.'),
  TranscribeStreams: entry('{stream}', 'Open now.'),
  TranscribeStreamsFree: entry(
    '{stream}',
    'Sessions that may still go on the air: TRANSCRIBE_MAX_STREAMS less those on it.',
  ),
  TranscribeOpeningsWaiting: entry('{stream}', 'Openings waiting for their turn.'),
  AudioHeld: entry('ms', 'Audio no final has covered yet, in all sessions.'),
  AudioHeldMost: entry('ms', 'The same in the session that holds most; REPLAY_RING_MS is the bound.'),
  TranslationsWaiting: entry('{transcript}', 'Transcripts waiting for the pipeline, in all sessions.'),
  TranslationsWaitingMost: entry('{transcript}', 'The same in the session where most wait.'),
  RecordsWaiting: entry('{row}', 'Rows to be written; over 0 for long means the table is away.'),
  CircuitOpen: entry('1', '1 while calls are turned away.', by({ service: SERVICES })),
  EventLoopDelay: entry('ms', 'How late timers ran, over the last full 15 s.', by({ at: ['p50', 'p99', 'max'] })),
  EventLoopUtilization: entry('1', 'Share of the last full 15 s in which the event loop was busy.'),
  ProcessMemory: entry(
    'By',
    'Memory by kind.',
    by({ kind: ['rss', 'heapTotal', 'heapUsed', 'external', 'arrayBuffers'] }),
  ),
} as const satisfies Readonly<Record<string, MetricEntry>>;

/** Counters that somebody else keeps, read when somebody asks. */
export const READ_COUNTERS = {
  ProcessCpu: entry('s', 'CPU time used.', by({ mode: ['user', 'system'] })),
} as const satisfies Readonly<Record<string, MetricEntry>>;

export type ReadingName = keyof typeof GAUGES | keyof typeof READ_COUNTERS;

/** One value as it is now. */
export interface Reading {
  readonly name: ReadingName;
  readonly value: number;
  readonly labels?: Labels;
}
