/** How the server under load is set, where it is not as it is shipped. */
import { NO_ADDRESS_LIMITS } from '../../testkit/programs/no-address-limits.ts';

export const SERVER_SETTINGS: Readonly<Record<string, string>> = {
  ...NO_ADDRESS_LIMITS,
  EMBEDDED_FAULTS_PORT: '0',
  // A minute of audio may have to be replayed first, on a machine that does all of this at once.
  SESSION_DRAIN_MS: '30000',
};
