/** Every reason for refusing a token, as a closed table. Clients and logs get the names, and nothing of the token. */
export const TOKEN_REFUSALS = {
  /** Set by the code that looks for a token; an empty token is `malformed`. */
  missing: 'There is no token. Send one in Authorization, Sec-WebSocket-Protocol or the query parameter token.',
  malformed: 'The token is not a signed JWT with a subject and an expiry.',
  expired: 'The token has expired, or is not valid yet.',
  issuer: 'The token is from another issuer.',
  audience: 'The token is for another audience.',
  signature: 'The token is not signed with RS256 or ES256 by one of the issuer’s keys.',
  tokenUse: 'The token is neither an ID token nor an access token.',
  keysUnavailable: 'The token cannot be verified now: the issuer’s keys cannot be fetched. Try again later.',
} as const;

export type TokenRefusal = keyof typeof TOKEN_REFUSALS;
