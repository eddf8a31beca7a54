/**
 * Issues and verifies tokens in embedded mode, for anybody who asks. The key is made at the start and kept in memory.
 */
import { generateKeyPair, SignJWT } from 'jose';
import type { TokenPort } from '../../actors/ports/identity.ts';
import { checkToken } from './token-check.ts';

export interface DevTokenOptions {
  readonly userId: string;
  /** Seconds from now, default 3600; negative for an expired token. */
  readonly expiresIn?: number;
  /** By default the server's own; another one makes a token that is refused. */
  readonly audience?: string;
  readonly issuer?: string;
}

export interface DevTokens extends TokenPort {
  issue(options: DevTokenOptions): Promise<string>;
}

const ISSUER = 'rostrum-dev';
const AUDIENCE = 'rostrum';
const LIFETIME_S = 3_600;

export async function createDevTokens(): Promise<DevTokens> {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  // The same clock issues and verifies, so there is no tolerance: a token with expiresIn -1 must be refused.
  const expected = { issuer: ISSUER, audience: AUDIENCE, clockToleranceS: 0 };
  return {
    verify: (token) => checkToken(token, publicKey, expected),
    issue({ userId, expiresIn = LIFETIME_S, audience = AUDIENCE, issuer = ISSUER }) {
      const now = Math.floor(Date.now() / 1000);
      return (
        new SignJWT({ token_use: 'id' })
          .setProtectedHeader({ alg: 'ES256', typ: 'JWT' })
          .setSubject(userId)
          .setIssuer(issuer)
          .setAudience(audience)
          // Not after its expiry: an expired token must be valid in every other respect.
          .setIssuedAt(Math.min(now, now + expiresIn))
          .setExpirationTime(now + expiresIn)
          .sign(privateKey)
      );
    },
  };
}
