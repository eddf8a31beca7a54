/** The checks every token passes, whoever issued it. Fails closed: what it cannot verify it refuses. */
import { type CryptoKey, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import type { TokenVerdict } from '../../actors/ports/identity.ts';
import type { UnixMs } from '../../protocol/times.ts';
import type { TokenRefusal } from './token-refusals.ts';

export interface TokenExpectations {
  readonly issuer: string;
  readonly audience: string;
  /** How far the issuer's clock may be off, in seconds. */
  readonly clockToleranceS: number;
  /** Date.now when absent. */
  readonly unixNow?: () => UnixMs;
}

export type VerificationKeys = CryptoKey | JWTVerifyGetKey;

/** What the keys' source throws when it has none to offer; anything else it throws is about the token. */
export class KeysUnavailable extends Error {
  readonly code = 'ERR_KEYS_UNAVAILABLE';
}

/** Keys that a token may mean: published twice under one id, or without an id. An issuer has two or three of a kind. */
const MAX_KEYS_TRIED = 16;
/** Far above any issuer's, far below what would be work to parse. */
const MAX_TOKEN_CHARS = 16_384;
/** OpenID Connect allows 255 ASCII characters; what is kept for a session must have a bound. */
const MAX_SUBJECT_CHARS = 256;
/** Shown to clients as the service that is away. */
const KEYS_SERVICE = 'AUTH_JWKS';

const BY_CODE: Readonly<Record<string, TokenRefusal>> = {
  ERR_KEYS_UNAVAILABLE: 'keysUnavailable',
  ERR_JWT_EXPIRED: 'expired',
  ERR_JWS_INVALID: 'malformed',
  ERR_JWT_INVALID: 'malformed',
};

const BY_CLAIM: Readonly<Record<string, TokenRefusal>> = { iss: 'issuer', nbf: 'expired' };

/** Never rejects. An empty token is malformed; that there is none (`missing`) only the caller can know. */
export async function checkToken(
  token: string,
  keys: VerificationKeys,
  expected: TokenExpectations,
): Promise<TokenVerdict> {
  if (token.length > MAX_TOKEN_CHARS) return refused('malformed');
  try {
    return verdictOn(await payloadOf(token, keys, expected), expected.audience);
  } catch (error) {
    return refused(refusalOf(error));
  }
}

async function payloadOf(token: string, keys: VerificationKeys, expected: TokenExpectations): Promise<JWTPayload> {
  const verify = async (by: VerificationKeys) => {
    const { payload } = await jwtVerify(token, by as JWTVerifyGetKey, {
      issuer: expected.issuer,
      // No symmetric algorithm, ever: the issuer's public key must not serve as a shared secret.
      algorithms: ['RS256', 'ES256'],
      requiredClaims: ['exp', 'sub'],
      clockTolerance: expected.clockToleranceS,
      currentDate: new Date((expected.unixNow ?? Date.now)()),
    });
    return payload;
  };
  try {
    return await verify(keys);
  } catch (error) {
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
    let tried = 0;
    for await (const key of error) {
      if (tried === MAX_KEYS_TRIED) break;
      tried += 1;
      try {
        return await verify(key);
      } catch (failure) {
        // Signed by another of them, perhaps; whatever else is wrong with a token is wrong by each key.
        if (!(failure instanceof errors.JWSSignatureVerificationFailed)) throw failure;
      }
    }
    throw new errors.JWSSignatureVerificationFailed();
  }
}

function verdictOn({ sub, aud, client_id, token_use }: JWTPayload, audience: string): TokenVerdict {
  // Cognito's access tokens have no audience but the client they were issued to. Where there is an audience it alone
  // counts: a token our client got for another service is not for us.
  const audiences = [aud ?? client_id].flat();
  if (!audiences.includes(audience)) return refused('audience');
  if (token_use !== undefined && token_use !== 'id' && token_use !== 'access') return refused('tokenUse');
  if (typeof sub !== 'string' || sub === '' || sub.length > MAX_SUBJECT_CHARS) return refused('malformed');
  return { ok: true, userId: sub };
}

function refusalOf(error: unknown): TokenRefusal {
  const { code = '', claim = '' } = error as { code?: string; claim?: string };
  if (code === 'ERR_JWT_CLAIM_VALIDATION_FAILED') return BY_CLAIM[claim] ?? 'malformed';
  return BY_CODE[code] ?? 'signature';
}

function refused(reason: TokenRefusal): TokenVerdict {
  return reason === 'keysUnavailable' ? { ok: false, reason, unavailable: KEYS_SERVICE } : { ok: false, reason };
}
