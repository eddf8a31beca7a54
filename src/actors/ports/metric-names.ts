/** The names of the counters and latencies. Their meanings are in catalogue.ts and latencies.ts of integrations/metrics. */

export const METRIC_COUNTERS = [
  'AudioChunksReceived',
  'AudioChunksDropped',
  'MessagesDropped',
  'AudioBufferOverflows',
  'AudioMsLost',
  'TranscribeStreamsStarted',
  'TranscribeStreamErrors',
  'TranscribeErrors',
  'TranscribeOpeningsQueued',
  'ControlMessagesReceived',
  'ListenerNotificationFailures',
  'DeliveriesRefused',
  'StatusQueriesReceived',
  'PeriodicStatusUpdatesSent',
  'RateLimitViolations',
  'ConnectionsClosedForRateLimit',
  'ConnectionsClosedForIdleness',
  'RateLimitKeysOverflowed',
  'KnownListenersForgotten',
  'DynamoDBErrors',
  'RecordsRecreated',
  'LocalServicesEnded',
  'LocalRecogniserEvents',
  'LambdaInvocations',
  'LambdaErrors',
  'EmotionExtractionErrors',
  'SpeakersSilent',
  'TranslationsForwarded',
  'TranslationsFailed',
  'TranslationsDropped',
  'ContradictedWords',
  'SegmentsHandedOver',
  'SegmentsSkipped',
  'PlaybackReportsDropped',
  'CircuitRejections',
  'SessionsCrashed',
  'SessionsSuperseded',
  'SpansDropped',
  'MetricSeriesRefused',
  'MetricExportsFailed',
] as const;
export type MetricCounter = (typeof METRIC_COUNTERS)[number];

export const METRIC_LATENCIES = [
  'AudioProcessingLatency',
  'AudioStreamWait',
  'TranscribeStreamInitLatency',
  'TranscribeOpeningWait',
  'ControlMessageLatency',
  'ListenerNotificationLatency',
  'StatusQueryLatency',
  'EmotionExtractionLatency',
  'TranslationForwardingLatency',
  'EndToEndLatency',
  'SegmentCommitLag',
  'EarVoiceSpan',
] as const;
export type MetricLatency = (typeof METRIC_LATENCIES)[number];

/** The rule that ended a segment (label `by` of SegmentsHandedOver). `forfeit`: its stream died, or transcription was given up. */
export const SEGMENT_CUTS = ['final', 'sentence', 'clause', 'opener', 'deadline', 'forfeit'] as const;
export type SegmentCut = (typeof SEGMENT_CUTS)[number];

/** Why a playback report is not used for EarVoiceSpan (label `why` of PlaybackReportsDropped). */
export const REPORT_DROPS = [
  /** Over the rate. */
  'rate',
  /** No such segment was handed over here, or it is too long ago. */
  'unknown',
  /** The segment's speech was not delivered to this connection. */
  'notDelivered',
  /** Not all pieces of its speech were delivered to this connection. */
  'incomplete',
  /** This connection has reported it before. */
  'repeated',
  /** It cannot be true: heard before it was delivered, or longer than the time since then. */
  'impossible',
  /** The listener joined after the segment's first word. */
  'joinedLater',
  /** The listener's language is the speaker's. */
  'sameLanguage',
  /** It is not known when the segment's words were heard. */
  'untimed',
] as const;
export type ReportDrop = (typeof REPORT_DROPS)[number];
