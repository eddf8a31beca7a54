/**
 * Every reason a token is refused for, as a closed table. The names are what clients and logs see; nothing of the
 * token.
 */
export const TOKEN_REFUSALS = {
  /** Said by whoever looked for one; what is verified is there, if only as an empty text. */
  missing: 'There is no token.',
  malformed: 'It is not a signed token with a subject and an expiry.',
  expired: 'It is past its expiry, or not valid yet.',
  issuer: 'Somebody else issued it.',
  audience: 'It was issued for somebody else.',
  signature: "It is not signed by one of the issuer's keys with RS256 or ES256.",
  tokenUse: 'It is neither an id nor an access token.',
  keysUnavailable: "The issuer's keys cannot be had, so nothing can be verified.",
} as const;

export type TokenRefusal = keyof typeof TOKEN_REFUSALS;
