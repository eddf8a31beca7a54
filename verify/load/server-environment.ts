/** How the server under load is set, where it is not as it is shipped. */
import { NO_ADDRESS_LIMITS } from '../../testkit/programs/no-address-limits.ts';

/** The loads are as fast as the limits allow: on a busy machine many messages may be late, and come at once. */
const ROOM_FOR_LATE_ONES = {
  AUDIO_CHUNKS_PER_SECOND: '200',
  AUDIO_BURST: '200',
  CONTROL_MESSAGES_PER_SECOND: '40',
  CONTROL_BURST: '40',
  STATUS_QUERIES_PER_SECOND: '10',
  STATUS_BURST: '10',
};

export const LOADED_SERVER: Readonly<Record<string, string>> = {
  // As the image and `npm start` have it; why is in docs/performance.md.
  NODE_OPTIONS: '--max-semi-space-size=64',
  ...NO_ADDRESS_LIMITS,
  ...ROOM_FOR_LATE_ONES,
  MAX_LISTENERS_PER_SESSION: '1000',
  TRANSCRIBE_MAX_STREAMS: '1000',
  // Of a server in embedded mode (--url); the others have their recogniser elsewhere.
  EMBEDDED_ASR_MAX_STREAMS: '1000',
  TRANSCRIBE_OPENINGS_PER_SECOND: '100',
  // What is recognised late, on a machine that does all of this at once, is not lost.
  SESSION_DRAIN_MS: '15000',
  LOG_LEVEL: 'warn',
};

/** Every span, to a receiver on this machine. */
export function tracingEnvironment(port: number): Readonly<Record<string, string>> {
  return {
    OTEL_TRACES_EXPORTER: 'otlp',
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
    OTEL_TRACES_SAMPLER: 'always_on',
  };
}
