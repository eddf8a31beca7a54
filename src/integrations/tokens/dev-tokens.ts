/** The server's own tokens, for embedded mode: signed by a key made at start, worth nothing anywhere else. */
import { generateKeyPair, SignJWT } from 'jose';
import type { TokenPort } from '../../actors/ports.ts';
import { judgeToken } from './verdict.ts';

export interface DevTokenWish {
  readonly userId: string;
  /** Seconds from now, negative for one that has expired; an hour. */
  readonly expiresIn?: number;
  readonly audience?: string;
  readonly issuer?: string;
}

export interface DevTokens extends TokenPort {
  issue(wish: DevTokenWish): Promise<string>;
}

const ISSUER = 'rostrum-embedded';
const AUDIENCE = 'rostrum';
const LIFETIME_S = 3_600;

export async function createDevTokens(): Promise<DevTokens> {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  return {
    verify: (token) => judgeToken(token, { issuer: ISSUER, audience: AUDIENCE, key: async () => publicKey }),
    issue: ({ userId, expiresIn = LIFETIME_S, audience = AUDIENCE, issuer = ISSUER }) => {
      const nowS = Math.floor(Date.now() / 1000);
      return new SignJWT()
        .setProtectedHeader({ alg: 'ES256', typ: 'JWT' })
        .setSubject(userId)
        .setIssuer(issuer)
        .setAudience(audience)
        .setIssuedAt(Math.min(nowS, nowS + expiresIn))
        .setExpirationTime(nowS + expiresIn)
        .sign(privateKey);
    },
  };
}
