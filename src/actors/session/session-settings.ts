/** All settings of sessions in one value; the server fills it from its configuration. */
import type { ListenerTimings } from '../../machines/listener.machine.ts';
import type { SessionTimings } from '../../machines/session.vocabulary.ts';
import type { TranscriptionTimings } from '../../machines/transcription.vocabulary.ts';
import type { SegmentMode } from '../../protocol/segments.ts';
import { AUDIO_LIMITS, type AudioLimits } from '../speech/audio-gate.ts';
import type { ForwarderLimits } from '../speech/translation-forwarder.ts';
import type { UpstreamTimings } from '../speech/upstream-sender.ts';

export interface SessionSettings {
  /** lifeMs is the lifetime of a new session. */
  readonly session: SessionTimings;
  readonly transcription: TranscriptionTimings;
  readonly upstream: UpstreamTimings;
  readonly forwarder: ForwarderLimits;
  /** For sessions whose creator does not ask for a mode. */
  readonly segments: SegmentMode;
  /** Mode clause: age of the oldest stable word at which a segment is cut without a mark, ms from the word's end. */
  readonly segmentDeadlineMs: number;
  readonly listener: ListenerTimings;
  readonly audio: AudioLimits;
  /** How long a speaker on the air may be inaudible before the speaker and the listeners are told. */
  readonly silentAfterMs: number;
  readonly maxListeners: number;
  readonly maxSessionsPerUser: number;
  /** Sessions that may have a transcription stream at a time. */
  readonly maxStreams: number;
  /** Streams that are opened in any second, of all sessions together. */
  readonly openingsPerSecond: number;
  /** How long a connection's row is kept after its last write, s. */
  readonly connectionTtlS: number;
}

/** The defaults of the wire contract. */
export const DEFAULT_SESSION_SETTINGS: SessionSettings = {
  session: {
    graceMs: 15_000,
    lifeMs: 2 * 60 * 60 * 1000,
    statusIntervalMs: 30_000,
    statusCollectMs: 250,
    transcriptionRetryMs: 30_000,
    drainMs: 5_000,
    lingerMs: 3_000,
  },
  transcription: {
    connectTimeoutMs: 5_000,
    recoveryWindowMs: 30_000,
    healthyAfterMs: 10_000,
    backoffBaseMs: 100,
    backoffCapMs: 2_000,
    rollAfterMs: 13_800_000,
    rollRetryMs: 30_000,
    finishTimeoutMs: 5_000,
  },
  upstream: { stallMs: 10_000, silenceMs: 60_000, replaySpeed: 10, gatherMs: 40 },
  forwarder: { attempts: 3, retryDelayMs: 100, timeoutMs: 5_000, maxWaiting: 200 },
  segments: 'clause',
  segmentDeadlineMs: 4_000,
  listener: { laggingBytes: 262_144, maxBytes: 1_048_576, laggingMs: 10_000 },
  audio: AUDIO_LIMITS,
  silentAfterMs: 10_000,
  maxListeners: 500,
  maxSessionsPerUser: 1,
  maxStreams: 25,
  openingsPerSecond: 25,
  connectionTtlS: 3 * 60 * 60,
};
