/** Settings of the server under load that differ from the defaults. */
import { NO_ADDRESS_LIMITS } from '../../testkit/programs/no-address-limits.ts';

export const SERVER_SETTINGS: Readonly<Record<string, string>> = {
  ...NO_ADDRESS_LIMITS,
  EMBEDDED_FAULTS_PORT: '0',
  // Long, because a minute of audio may have to be replayed first, on a busy machine.
  SESSION_DRAIN_MS: '30000',
};
