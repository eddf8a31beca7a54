/** Settings of the server under load that differ from the defaults. */
import { NO_ADDRESS_LIMITS } from '../../testkit/programs/no-address-limits.ts';

/** Higher bursts. The loads send at the rate limits, and on a busy machine many late messages may come at once. */
const ROOM_FOR_LATE_ONES = {
  AUDIO_CHUNKS_PER_SECOND: '200',
  AUDIO_BURST: '200',
  CONTROL_MESSAGES_PER_SECOND: '40',
  CONTROL_BURST: '40',
  STATUS_QUERIES_PER_SECOND: '10',
  STATUS_BURST: '10',
};

export const LOADED_SERVER: Readonly<Record<string, string>> = {
  // As in the image. For the reason see "Memory by owner" in docs/performance.md.
  NODE_OPTIONS: '--max-semi-space-size=16',
  MALLOC_ARENA_MAX: '2',
  MALLOC_TRIM_THRESHOLD_: '262144',
  ...NO_ADDRESS_LIMITS,
  ...ROOM_FOR_LATE_ONES,
  MAX_LISTENERS_PER_SESSION: '1000',
  TRANSCRIBE_MAX_STREAMS: '1000',
  // For a server in embedded mode (--url). Other servers use a separate endpoint.
  EMBEDDED_ASR_MAX_STREAMS: '1000',
  TRANSCRIBE_OPENINGS_PER_SECOND: '100',
  // Long, so that late finals on a busy machine are not lost.
  SESSION_DRAIN_MS: '15000',
  LOG_LEVEL: 'warn',
};

/** Samples every span and exports it to a receiver on this machine. */
export function tracingEnvironment(port: number): Readonly<Record<string, string>> {
  return {
    OTEL_TRACES_EXPORTER: 'otlp',
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
    OTEL_TRACES_SAMPLER: 'always_on',
  };
}
