/** Tokens of an OpenID Connect issuer (Amazon Cognito or another), verified against the keys it publishes. */
import { createRemoteJWKSet, errors, type JWTVerifyGetKey } from 'jose';
import type { TokenPort } from '../../actors/ports.ts';
import { checkToken, KeysUnavailable } from './token-check.ts';

export interface OidcOptions {
  readonly issuer: string;
  /** In `aud`, or in `client_id` where a token has no `aud`. */
  readonly audience: string;
  readonly jwksUrl: string;
}

const CLOCK_TOLERANCE_S = 5;
const FETCH_TIMEOUT_MS = 3_000;
/** A key the issuer withdrew is trusted no longer than this. */
const KEYS_MAX_AGE_MS = 600_000;

/** The keys are fetched at the first token, and again for a key id not seen yet, at most every 30 s. */
export function createOidcTokens({ issuer, audience, jwksUrl }: OidcOptions): TokenPort {
  const keys = failingClosed(
    createRemoteJWKSet(new URL(jwksUrl), { timeoutDuration: FETCH_TIMEOUT_MS, cacheMaxAge: KEYS_MAX_AGE_MS }),
  );
  const expected = { issuer, audience, clockToleranceS: CLOCK_TOLERANCE_S };
  return { verify: (token) => checkToken(token, keys, expected) };
}

/** Tells a token that names no usable key from keys that could not be fetched. */
function failingClosed(keys: JWTVerifyGetKey): JWTVerifyGetKey {
  return async (header, token) => {
    try {
      return await keys(header, token);
    } catch (error) {
      const { JWKSNoMatchingKey, JWKSMultipleMatchingKeys, JOSENotSupported } = errors;
      const aboutTheToken = [JWKSNoMatchingKey, JWKSMultipleMatchingKeys, JOSENotSupported];
      if (aboutTheToken.some((kind) => error instanceof kind)) throw error;
      throw new KeysUnavailable('keys unavailable', { cause: error });
    }
  };
}
