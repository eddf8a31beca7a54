/** Tokens signed by a key made at start, for embedded mode only: whoever asks gets one. Gone with the process. */
import { generateKeyPair, SignJWT } from 'jose';
import type { TokenPort } from '../../actors/ports/identity.ts';
import { checkToken } from './token-check.ts';

export interface DevTokenOptions {
  readonly userId: string;
  /** Seconds from now, 3600; may be negative, for an expired token. */
  readonly expiresIn?: number;
  /** Others than the server's own, for tokens that must be refused. */
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
  // One clock issues and verifies: no tolerance, or a token with expiresIn -1 would still be good.
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
          // Never after its expiry, or an expired token would be an impossible one too.
          .setIssuedAt(Math.min(now, now + expiresIn))
          .setExpirationTime(now + expiresIn)
          .sign(privateKey)
      );
    },
  };
}
