/**
 * Every metric but the latencies (latencies.ts): its meaning, unit and labels; the names are in metric-names.ts. The only
 * place that defines them: docs/metrics.md, the metrics page and the OTLP export follow it. Labels have closed sets of values, never ids.
 */
import { type MetricCounter, REPORT_DROPS, SEGMENT_CUTS } from '../../actors/ports/metric-names.ts';
import { TRANSCRIBE_FAILURES } from '../../machines/failures.ts';
import { RATE_KINDS } from '../../protocol/error-details.ts';
import { TARGET_LANGUAGES } from '../../protocol/languages.ts';
import { RECOGNISER_COUNTS } from '../../protocol/recogniser-counts.ts';
import { DROP_REASONS, STATUS_REASONS } from '../../protocol/server-messages.ts';
import { SIGNATURE_PROBLEMS } from '../delivery/signature.ts';
import { TRANSLATION_FAILURES } from '../lambda/lambda-errors.ts';
import { CONTROLS } from './latencies.ts';
import { by, entry, type Labels, type MetricEntry } from './metric-entry.ts';

/** The scope (meter) of all metrics. */
export const METER_NAME = 'WebSocketAudio';

const SERVICES = ['Transcribe', 'Lambda', 'DynamoDB'] as const;
/** The last three are the forwarder's own: no answer in time, cancelled with its session, an unknown error. */
const CALL_FAILURES = [...new Set([...Object.keys(TRANSLATION_FAILURES), 'timeout', 'aborted', 'unknown'])];
const TABLE_OPERATIONS = [
  'createSession',
  'getSession',
  'putSession',
  'claimSession',
  'putConnection',
  'deleteConnection',
];

/** Counters, from 0 at the start of the process. */
export const COUNTERS: Readonly<Record<MetricCounter, MetricEntry>> = {
  AudioChunksReceived: entry('{chunk}', 'Audio chunks that passed the checks, and those over the rate.'),
  AudioChunksDropped: entry(
    '{chunk}',
    'Audio chunks that were not forwarded: over the rate, or the session did not accept audio.',
    by({ reason: [...DROP_REASONS, 'rate'] }),
  ),
  MessagesDropped: entry(
    '{message}',
    'Messages that were dropped unread, because too many waited on their connection behind a slow one.',
  ),
  AudioBufferOverflows: entry(
    '{chunk}',
    'Audio chunks evicted from the full replay ring before a final covered them.',
    by({ where: ['ring'] }),
  ),
  AudioMsLost: entry('ms', 'Audio that was accepted and never transcribed.'),
  TranscribeStreamsStarted: entry('{stream}', 'Transcription streams that were requested from Amazon Transcribe.'),
  TranscribeStreamErrors: entry(
    '{stream}',
    'Transcription streams that failed or could not be opened. Each is followed by a recovery.',
  ),
  TranscribeErrors: entry(
    '{error}',
    'Errors of transcription streams, by kind of failure.',
    by({ failure: Object.keys(TRANSCRIBE_FAILURES) }),
  ),
  TranscribeOpeningsQueued: entry('{stream}', 'Openings of transcription streams that had to wait for their turn.'),
  ControlMessagesReceived: entry(
    '{message}',
    'Control messages: neither audio nor status queries.',
    by({ action: CONTROLS }),
  ),
  ListenerNotificationFailures: entry(
    '{listener}',
    'Deliveries that were refused because the listener lags, and listeners that were closed as too slow.',
    by({ why: ['lagging', 'slowConsumer'] }),
  ),
  DeliveriesRefused: entry(
    '{delivery}',
    'Calls of the delivery API that were answered 403, by the problem with their signature.',
    by({ reason: [...Object.keys(SIGNATURE_PROBLEMS), 'notLocal'] }),
  ),
  StatusQueriesReceived: entry('{message}', 'Status queries (getSessionStatus).'),
  PeriodicStatusUpdatesSent: entry(
    '{message}',
    'Status updates that were sent without a query.',
    by({ reason: STATUS_REASONS }),
  ),
  RateLimitViolations: entry(
    '{message}',
    'Messages and calls that exceeded their rate limit.',
    by({ kind: RATE_KINDS }),
  ),
  ConnectionsClosedForRateLimit: entry(
    '{connection}',
    'Speakers’ connections closed because their audio stayed over its rate.',
  ),
  ConnectionsClosedForIdleness: entry(
    '{connection}',
    'Connections closed because nothing was received from them, not even a pong.',
  ),
  RateLimitKeysOverflowed: entry(
    '{key}',
    'Addresses and users whose rate was forgotten because there were too many.',
    by({ kind: RATE_KINDS }),
  ),
  KnownListenersForgotten: entry(
    '{connection}',
    'Closed listener connections that were forgotten because there were too many, while their listeners might still have come back.',
  ),
  DynamoDBErrors: entry(
    '{error}',
    'Table operations that failed in all their attempts, or were discarded because too many waited (overflow).',
    {
      labels: { operation: TABLE_OPERATIONS, why: ['overflow'] },
      optional: ['why'],
    },
  ),
  RecordsRecreated: entry('{row}', 'Rows of live sessions that were missing in the table and were written again.'),
  LocalServicesEnded: entry(
    '{process}',
    'Embedded mode: how often the process with the tables, Transcribe and the pipeline ended and was started again.',
  ),
  LocalRecogniserEvents: entry(
    '{event}',
    'Embedded mode: events of the recogniser, such as streams refused or failed, processes ended or replaced, and partials that had to wait.',
    by({ what: RECOGNISER_COUNTS }),
  ),
  LambdaInvocations: entry('{call}', 'Attempts to invoke the translation pipeline.'),
  LambdaErrors: entry(
    '{call}',
    'Attempts to invoke the translation pipeline that failed, by handler and kind of failure.',
    by({ handler: ['translationPipeline'], failure: CALL_FAILURES }),
  ),
  EmotionExtractionErrors: entry('{error}', 'Failed measurements of emotion; neutral values were used instead.'),
  SpeakersSilent: entry(
    '{time}',
    'Times that a speaker was broadcasting and nothing audible came from the microphone (audioSilent was sent).',
  ),
  TranslationsForwarded: entry(
    '{transcript}',
    'Transcripts that the translation pipeline accepted.',
    by({ kind: ['partial', 'final'] }),
  ),
  TranslationsFailed: entry(
    '{transcript}',
    'Transcripts that could not be forwarded in any attempt.',
    by({ failure: CALL_FAILURES, kind: ['partial', 'final'] }),
  ),
  TranslationsDropped: entry(
    '{transcript}',
    'Transcripts that were never forwarded: superseded by a later result, no listener, queue full, circuit open, or session over.',
    by({ why: ['superseded', 'overflow', 'stopped', 'circuitOpen', 'noListener'], kind: ['partial', 'final'] }),
  ),
  ContradictedWords: entry(
    '{word}',
    'Words of finals that differ from what was handed over as stable before. They are not handed over again.',
  ),
  SegmentsHandedOver: entry(
    '{segment}',
    'Segments that were handed over for translation, by the rule that ended them.',
    by({ by: SEGMENT_CUTS }),
  ),
  SegmentsSkipped: entry(
    '{segment}',
    'Segments that a listener’s player left out because too much speech waited, for each listener.',
    by({ language: TARGET_LANGUAGES }),
  ),
  PlaybackReportsDropped: entry(
    '{report}',
    'Playback reports of listeners that are not in EarVoiceSpan, by reason.',
    by({ why: REPORT_DROPS }),
  ),
  CircuitRejections: entry('{call}', 'Calls that an open circuit breaker refused.', by({ service: SERVICES })),
  SessionsCrashed: entry('{session}', 'Sessions that ended because of a bug in this server.'),
  SessionsSuperseded: entry(
    '{session}',
    'Sessions that another process on the same tables has taken over: the copy here ended, and its clients were told to reconnect.',
  ),
  SpansDropped: entry(
    '{span}',
    'Spans that were not exported: the queue was full, the collector did not accept them, or the process ended.',
    by({ why: ['queueFull', 'exportFailed', 'shutdown'] }),
  ),
  MetricSeriesRefused: entry(
    '{count}',
    'Counts with a label outside of its set; they are counted under otel_metric_overflow.',
  ),
  MetricExportsFailed: entry('{export}', 'Metric exports that the collector did not accept.'),
};

/** Present values, read when metrics are printed or exported. */
export const GAUGES = {
  Sessions: entry('{session}', 'Live sessions in this process.'),
  Listeners: entry('{listener}', 'Listeners in these sessions.'),
  Connections: entry('{connection}', 'Open sockets, including those that have not joined a session.'),
  TranscribeStreams: entry('{stream}', 'Open transcription streams.'),
  TranscribeStreamsFree: entry(
    '{stream}',
    'Sessions that may still start to broadcast: TRANSCRIBE_MAX_STREAMS minus those that hold a stream.',
  ),
  TranscribeOpeningsWaiting: entry('{stream}', 'Openings of transcription streams that wait for their turn.'),
  AudioHeld: entry('ms', 'Audio that no final has covered yet, in all sessions.'),
  AudioHeldMost: entry('ms', 'The same in the session that holds the most. REPLAY_RING_MS is the limit.'),
  TranslationsWaiting: entry('{transcript}', 'Transcripts that wait for the pipeline, in all sessions.'),
  TranslationsWaitingMost: entry('{transcript}', 'The same in the session where most wait.'),
  RecordsWaiting: entry(
    '{row}',
    'Rows that wait to be written. More than 0 for long means that a table cannot be reached.',
  ),
  CircuitOpen: entry('1', '1 while the circuit breaker refuses calls, otherwise 0.', by({ service: SERVICES })),
  EventLoopDelay: entry(
    'ms',
    'How late timers ran, in the last full window of 15 s.',
    by({ at: ['p50', 'p99', 'max'] }),
  ),
  EventLoopUtilization: entry('1', 'Share of the last full window of 15 s in which the event loop was busy.'),
  ProcessMemory: entry(
    'By',
    'Memory of the process, by kind.',
    by({ kind: ['rss', 'heapTotal', 'heapUsed', 'external', 'arrayBuffers'] }),
  ),
} as const satisfies Readonly<Record<string, MetricEntry>>;

/** Counters that the system keeps, read when metrics are printed or exported. */
export const READ_COUNTERS = {
  ProcessCpu: entry('s', 'CPU time that the process used.', by({ mode: ['user', 'system'] })),
} as const satisfies Readonly<Record<string, MetricEntry>>;

export type ReadingName = keyof typeof GAUGES | keyof typeof READ_COUNTERS;

/** One present value. */
export interface Reading {
  readonly name: ReadingName;
  readonly value: number;
  readonly labels?: Labels;
}
