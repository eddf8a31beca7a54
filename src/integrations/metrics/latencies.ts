/** Every latency: its meaning, labels and target; the names are in metric-names.ts. Labels have closed sets of values, never ids. */
import type { MetricLatency } from '../../actors/ports/metric-names.ts';
import { ACTIONS, type Action } from '../../protocol/client-messages.ts';
import { TARGET_LANGUAGES } from '../../protocol/languages.ts';
import { latency, type MetricEntry } from './metric-entry.ts';

/** Neither audio, status queries, playback reports nor heartbeats. */
export const CONTROLS = (Object.keys(ACTIONS) as Action[]).filter((action) => ACTIONS[action].bucket === 'control');
/** Actions that create or look up a session or a row. */
const TABLE_ACTIONS = ['createSession', 'joinSession'];

/** Histograms in ms. */
export const LATENCIES: Readonly<Record<MetricLatency, MetricEntry>> = {
  AudioProcessingLatency: latency(
    'An audio chunk, from its receipt to its first acceptance by a Transcribe stream. AudioStreamWait has the chunks that waited for a stream.',
    50,
  ),
  AudioStreamWait: latency(
    'The same for chunks that were received before a stream accepted any audio: at its opening and during a recovery.',
  ),
  TranscribeStreamInitLatency: latency('A transcription stream, from the request to its acceptance by the service.'),
  TranscribeOpeningWait: latency('The wait of an opening that had to wait for its turn.'),
  ControlMessageLatency: latency(
    'A control message, from its receipt to its answer.',
    { p95Ms: 100, except: { action: TABLE_ACTIONS } },
    { action: CONTROLS },
  ),
  ListenerNotificationLatency: latency(
    'A notice to listeners, from the decision until it was given to all sockets.',
    150,
  ),
  StatusQueryLatency: latency('A status query, from its receipt to its answer.', 500),
  EmotionExtractionLatency: latency('The measurement of emotion in one audio chunk.'),
  TranslationForwardingLatency: latency('A transcript, from the Transcribe event to its first invocation.', 100),
  EndToEndLatency: latency(
    'From the receipt of a segment’s last audio until its translated speech begins at a listener’s socket, for each listener.',
    5_000,
  ),
  SegmentCommitLag: latency(
    'For each word: from its end (by the receipt of its audio) until the pipeline accepted its segment.',
    5_000,
  ),
  EarVoiceSpan: latency(
    'For each word, at each listener who heard its segment whole: from its end (by the receipt of its audio) until its translation sounds. Without the way of the speaker’s audio to this server.',
    { p50Ms: 5_000, p90Ms: 6_500 },
    { language: TARGET_LANGUAGES },
  ),
};
