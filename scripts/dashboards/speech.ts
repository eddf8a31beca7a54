/** The dashboard "Speech": how long a listener waits for a translation, and where speech is held up or lost. */
import type { DashboardText, Row } from './dashboard.ts';
import { events, gauges, latency, rates } from './panels.ts';

const ROWS: readonly Row[] = [
  {
    title: 'From the speaker to the listener',
    across: 3,
    height: 9,
    panels: [
      latency('Speech → its translation at a listener', 'EndToEndLatency'),
      latency('Word → its translation heard', 'EarVoiceSpan'),
      latency('Word → its segment handed over', 'SegmentCommitLag'),
    ],
  },
  {
    title: 'Recogniser',
    across: 3,
    height: 8,
    panels: [
      gauges('Streams', ['TranscribeStreams', 'TranscribeStreamsFree', 'TranscribeOpeningsWaiting']),
      rates(
        'Streams started, failed, queued',
        'TranscribeStreamsStarted',
        'TranscribeStreamErrors',
        'TranscribeOpeningsQueued',
      ),
      events('Errors, by failure', 'TranscribeErrors'),
      latency('Opening → accepted by the service', 'TranscribeStreamInitLatency'),
      latency('Opening: wait for its turn', 'TranscribeOpeningWait'),
      events('Embedded mode: the recogniser', 'LocalRecogniserEvents'),
    ],
  },
  {
    title: 'Audio',
    across: 3,
    height: 8,
    panels: [
      latency('Chunk received → accepted by Transcribe', 'AudioProcessingLatency'),
      latency('The same for chunks that waited for a stream', 'AudioStreamWait'),
      gauges('Audio that no final covers yet', ['AudioHeld', 'AudioHeldMost']),
      events('Chunks evicted from the full ring', 'AudioBufferOverflows'),
      events('Audio never transcribed, ms', 'AudioMsLost'),
      events('Audio chunks dropped', 'AudioChunksDropped'),
      events('Speakers without a sound', 'SpeakersSilent'),
    ],
  },
  {
    title: 'Segments and translation',
    across: 3,
    height: 8,
    panels: [
      rates('Segments, by what ended them', 'SegmentsHandedOver'),
      events('Words that finals contradicted', 'ContradictedWords'),
      gauges('Transcripts that wait', ['TranslationsWaiting', 'TranslationsWaitingMost']),
      rates('Forwarded, and calls for it', 'TranslationsForwarded', 'LambdaInvocations'),
      events('Given up', 'TranslationsFailed'),
      rates('Never sent', 'TranslationsDropped'),
    ],
  },
  {
    title: 'At the listeners',
    across: 3,
    height: 8,
    panels: [
      events('Segments that players left out', 'SegmentsSkipped'),
      events('Playback reports that are not counted', 'PlaybackReportsDropped'),
    ],
  },
  {
    title: 'Emotion',
    across: 3,
    height: 8,
    panels: [
      latency('Measurement of a chunk', 'EmotionExtractionLatency'),
      events('Failed measurements', 'EmotionExtractionErrors'),
    ],
  },
];

export const SPEECH: DashboardText = {
  uid: 'rostrum-speech',
  title: 'Rostrum: speech',
  description: 'How long a listener waits for a translation, and where speech is held up or lost.',
  rows: ROWS,
};
