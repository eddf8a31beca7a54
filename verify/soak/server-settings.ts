/** How the server under load is set, where it is not as it is shipped. */

/** All its clients come from one address, and sessions come and go all the time. */
const NO_ADDRESS_LIMITS = {
  CONNECTS_ACCEPTED_PER_MINUTE: '1000000',
  CONNECTS_REFUSED_PER_MINUTE: '1000000',
  SESSIONS_PER_HOUR: '1000000',
  UNKNOWN_SESSIONS_PER_MINUTE: '1000000',
};

export const SERVER_SETTINGS: Readonly<Record<string, string>> = {
  ...NO_ADDRESS_LIMITS,
  EMBEDDED_FAULTS_PORT: '0',
  // A minute of audio may have to be replayed first, on a machine that does all of this at once.
  SESSION_DRAIN_MS: '30000',
};
