/** Makes a session's settings from the environment's. Settings without a variable keep the actors' default. */
import { DEFAULT_SESSION_SETTINGS, type SessionSettings } from '../../actors/session/session-settings.ts';
import type { SegmentMode } from '../../protocol/segments.ts';
import type { SettingValues } from './settings.ts';
import { STREAM_QUOTAS } from './stream-limits.ts';

export function readSessionSettings(values: SettingValues): SessionSettings {
  const defaults = DEFAULT_SESSION_SETTINGS;
  const quotas = STREAM_QUOTAS[values.ROSTRUM_MODE as keyof typeof STREAM_QUOTAS];
  // The recogniser's own limit is applied later, when it is known.
  const localStreams = values.ROSTRUM_MODE === 'aws' ? 0 : (values.EMBEDDED_ASR_MAX_STREAMS ?? 0);
  return {
    ...defaults,
    session: {
      graceMs: values.SPEAKER_GRACE_MS,
      lifeMs: values.SESSION_LIFE_MS,
      statusIntervalMs: values.STATUS_INTERVAL_MS,
      statusCollectMs: values.STATUS_COLLECT_MS,
      transcriptionRetryMs: values.TRANSCRIBE_RETRY_MS,
      drainMs: values.SESSION_DRAIN_MS,
      lingerMs: values.SESSION_LINGER_MS,
    },
    transcription: {
      ...defaults.transcription,
      connectTimeoutMs: values.TRANSCRIBE_CONNECT_TIMEOUT_MS,
      recoveryWindowMs: values.TRANSCRIBE_RECOVERY_WINDOW_MS,
      rollAfterMs: values.TRANSCRIBE_ROLL_MS,
    },
    upstream: {
      stallMs: values.TRANSCRIBE_STALL_MS,
      silenceMs: values.TRANSCRIBE_SILENCE_MS,
      replaySpeed: values.TRANSCRIBE_REPLAY_SPEED,
      gatherMs: values.AUDIO_GATHER_MS,
    },
    forwarder: {
      attempts: values.TRANSLATION_ATTEMPTS,
      retryDelayMs: values.TRANSLATION_RETRY_DELAY_MS,
      timeoutMs: values.TRANSLATION_TIMEOUT_MS,
      maxWaiting: values.TRANSLATION_MAX_WAITING,
    },
    segments: values.TRANSLATION_SEGMENTS as SegmentMode,
    segmentDeadlineMs: values.SEGMENT_DEADLINE_MS,
    listener: {
      laggingBytes: values.LISTENER_LAGGING_BYTES,
      maxBytes: values.LISTENER_MAX_BYTES,
      laggingMs: values.LISTENER_LAGGING_MS,
    },
    audio: { ...defaults.audio, ringMs: values.REPLAY_RING_MS },
    silentAfterMs: values.AUDIO_SILENT_MS,
    maxListeners: values.MAX_LISTENERS_PER_SESSION,
    maxSessionsPerUser: values.MAX_SESSIONS_PER_USER,
    maxStreams: values.TRANSCRIBE_MAX_STREAMS ?? Math.max(quotas.streams, localStreams),
    openingsPerSecond: values.TRANSCRIBE_OPENINGS_PER_SECOND ?? quotas.openings,
  };
}
