/** Settings of the server under load that differ from the defaults. */
import { NO_ADDRESS_LIMITS } from '../../testkit/programs/no-address-limits.ts';

export const SERVER_SETTINGS: Readonly<Record<string, string>> = {
  ...NO_ADDRESS_LIMITS,
  EMBEDDED_FAULTS_PORT: '0',
  // Long, because a minute of audio may have to be replayed first, on a busy machine.
  SESSION_DRAIN_MS: '30000',
  // Words are handed over before their final: after a second, and the final comes 900 ms after its second of speech.
  SEGMENT_DEADLINE_MS: '1000',
  EMBEDDED_ASR_STABLE_LAG_MS: '400',
  EMBEDDED_ASR_FINAL_LAG_MS: '900',
};
