/** What jose says of a token, as a verdict that may be shown: never a word of the token itself. */
import { errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import type { TokenVerdict } from '../../actors/ports.ts';

export type TokenProblem =
  | 'missing'
  | 'malformed'
  | 'expired'
  | 'issuer'
  | 'audience'
  | 'signature'
  | 'tokenUse'
  | 'keysUnavailable';

export interface TokenRules {
  readonly issuer: string;
  readonly audience: string;
  readonly key: JWTVerifyGetKey;
}

/** Only asymmetric algorithms: with a symmetric one the public key itself would sign. */
const ALGORITHMS = ['RS256', 'ES256'];
const CLOCK_TOLERANCE_S = 5;
/** Longer than any honest token; longer ones are not worth the decoding. */
const MAX_TOKEN_LENGTH = 16_384;

/** Never rejects. */
export async function judgeToken(token: string, { issuer, audience, key }: TokenRules): Promise<TokenVerdict> {
  if (token === '') return refused('malformed');
  if (token.length > MAX_TOKEN_LENGTH) return refused('malformed');
  try {
    const { payload } = await jwtVerify(token, key, {
      issuer,
      algorithms: ALGORITHMS,
      clockTolerance: CLOCK_TOLERANCE_S,
      requiredClaims: ['sub', 'exp'],
    });
    if (!isFor(payload, audience)) return refused('audience');
    const { token_use: use, sub } = payload;
    if (use !== undefined && use !== 'id' && use !== 'access') return refused('tokenUse');
    return typeof sub === 'string' && sub !== '' ? { ok: true, userId: sub } : refused('malformed');
  } catch (error) {
    return refused(problemOf(error));
  }
}

/** Cognito's access tokens carry the audience as client_id. */
function isFor(payload: JWTPayload, audience: string): boolean {
  return [payload.aud, payload.client_id].flat().includes(audience);
}

function problemOf(error: unknown): TokenProblem {
  if (error instanceof errors.JWTExpired) return 'expired';
  if (error instanceof errors.JWTClaimValidationFailed) return error.claim === 'iss' ? 'issuer' : 'malformed';
  if (
    error instanceof errors.JWSSignatureVerificationFailed ||
    error instanceof errors.JOSEAlgNotAllowed ||
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys
  ) {
    return 'signature';
  }
  if (error instanceof errors.JWTInvalid || error instanceof errors.JWSInvalid) return 'malformed';
  // Whatever else went wrong is about the keys: without them nobody is let in.
  return 'keysUnavailable';
}

function refused(reason: TokenProblem): TokenVerdict {
  return { ok: false, reason };
}
