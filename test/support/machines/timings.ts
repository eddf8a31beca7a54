/** Delays for chart tests: the product's proportions, and no two alike, so that a timer is known by its delay. */
import type { ListenerTimings } from '../../../src/machines/listener.machine.ts';
import type { SessionTimings } from '../../../src/machines/session.vocabulary.ts';
import type { TranscriptionTimings } from '../../../src/machines/transcription.vocabulary.ts';

export const TRANSCRIPTION_TIMINGS: TranscriptionTimings = {
  connectTimeoutMs: 5_001,
  recoveryWindowMs: 30_002,
  healthyAfterMs: 10_003,
  backoffBaseMs: 100,
  backoffCapMs: 2_000,
  rollAfterMs: 13_800_004,
  rollRetryMs: 30_005,
  finishTimeoutMs: 5_006,
};

export const SESSION_TIMINGS: SessionTimings = {
  graceMs: 15_000,
  lifeMs: 7_200_000,
  statusIntervalMs: 30_000,
  statusCollectMs: 250,
  transcriptionRetryMs: 30_007,
  drainMs: 5_000,
  lingerMs: 3_000,
};

export const LISTENER_TIMINGS: ListenerTimings = { laggingBytes: 262_144, maxBytes: 1_048_576, laggingMs: 10_000 };
