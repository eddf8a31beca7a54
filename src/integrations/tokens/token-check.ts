/** The checks for every token, from any issuer. Fails closed: a token that cannot be verified is refused. */
import { type CryptoKey, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import type { TokenVerdict } from '../../actors/ports/identity.ts';
import type { UnixMs } from '../../protocol/times.ts';
import type { TokenRefusal } from './token-refusals.ts';

export interface TokenExpectations {
  readonly issuer: string;
  readonly audience: string;
  /** Allowed difference of the issuer's clock, in seconds. */
  readonly clockToleranceS: number;
  /** Default Date.now. */
  readonly unixNow?: () => UnixMs;
}

export type VerificationKeys = CryptoKey | JWTVerifyGetKey;

/** Thrown by the source of keys when it has no keys; any other error of the source is about the token. */
export class KeysUnavailable extends Error {
  readonly code = 'ERR_KEYS_UNAVAILABLE';
}

/** Never a symmetric algorithm: the issuer's public key must not be usable as a shared secret. */
export const TOKEN_ALGORITHMS: readonly string[] = ['RS256', 'ES256'];

/** Keys that are tried when several match a token: published under the same id, or without an id. Issuers have few. */
export const MAX_KEYS_TRIED = 16;
/** Far above the length of real tokens, and far below what takes long to parse. */
export const MAX_TOKEN_CHARS = 16_384;
/** OpenID Connect allows 255 ASCII characters; a session keeps the subject, so it must be bounded. */
export const MAX_SUBJECT_CHARS = 256;
/** The name of the service in SERVICE_UNAVAILABLE. */
const KEYS_SERVICE = 'AUTH_JWKS';

const BY_CODE: Readonly<Record<string, TokenRefusal>> = {
  ERR_KEYS_UNAVAILABLE: 'keysUnavailable',
  ERR_JWT_EXPIRED: 'expired',
  ERR_JWS_INVALID: 'malformed',
  ERR_JWT_INVALID: 'malformed',
};

const BY_CLAIM: Readonly<Record<string, TokenRefusal>> = { iss: 'issuer', nbf: 'expired' };

/** Never rejects. An empty token is malformed; the caller checks whether there is a token at all (`missing`). */
export async function checkToken(
  token: string,
  keys: VerificationKeys,
  expected: TokenExpectations,
): Promise<TokenVerdict> {
  if (token.length > MAX_TOKEN_CHARS) return refused('malformed');
  try {
    return toVerdict(await readPayload(token, keys, expected), expected.audience);
  } catch (error) {
    return refused(toRefusal(error));
  }
}

async function readPayload(token: string, keys: VerificationKeys, expected: TokenExpectations): Promise<JWTPayload> {
  const verify = async (by: VerificationKeys) => {
    const { payload } = await jwtVerify(token, by as JWTVerifyGetKey, {
      issuer: expected.issuer,
      algorithms: [...TOKEN_ALGORITHMS],
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
        // Another key may fit. Any other problem of the token is the same with every key.
        if (!(failure instanceof errors.JWSSignatureVerificationFailed)) throw failure;
      }
    }
    throw new errors.JWSSignatureVerificationFailed();
  }
}

function toVerdict({ sub, aud, client_id, token_use }: JWTPayload, audience: string): TokenVerdict {
  // Cognito's access tokens have client_id instead of aud. If there is an aud, only that counts: a token that the same
  // client got for another service must be refused.
  const audiences = [aud ?? client_id].flat();
  if (!audiences.includes(audience)) return refused('audience');
  if (token_use !== undefined && token_use !== 'id' && token_use !== 'access') return refused('tokenUse');
  if (typeof sub !== 'string' || sub === '' || sub.length > MAX_SUBJECT_CHARS) return refused('malformed');
  return { ok: true, userId: sub };
}

function toRefusal(error: unknown): TokenRefusal {
  const { code = '', claim = '' } = error as { code?: string; claim?: string };
  if (code === 'ERR_JWT_CLAIM_VALIDATION_FAILED') return BY_CLAIM[claim] ?? 'malformed';
  return BY_CODE[code] ?? 'signature';
}

function refused(reason: TokenRefusal): TokenVerdict {
  return reason === 'keysUnavailable' ? { ok: false, reason, unavailable: KEYS_SERVICE } : { ok: false, reason };
}
