/** Settings of a server under test whose clients all come from one address, and whose sessions come and go all the time. */

export const NO_ADDRESS_LIMITS = {
  CONNECTS_ACCEPTED_PER_MINUTE: '1000000',
  CONNECTS_REFUSED_PER_MINUTE: '1000000',
  SESSIONS_PER_HOUR: '1000000',
  UNKNOWN_SESSIONS_PER_MINUTE: '1000000',
} as const;
