/** Tokens of an OIDC issuer (Cognito or any other), verified with its published keys. Fails closed. */
import { createRemoteJWKSet } from 'jose';
import type { TokenPort } from '../../actors/ports.ts';
import { judgeToken } from './verdict.ts';

export interface OidcOptions {
  readonly issuer: string;
  readonly audience: string;
  readonly jwksUrl: string;
  /** How long the keys may take to come, ms; 3,000. */
  readonly timeoutMs?: number;
}

/** Keys are cached, and fetched anew when a token names one that is not known. */
export function createOidcTokens({ issuer, audience, jwksUrl, timeoutMs = 3_000 }: OidcOptions): TokenPort {
  const key = createRemoteJWKSet(new URL(jwksUrl), { timeoutDuration: timeoutMs });
  return { verify: (token) => judgeToken(token, { issuer, audience, key }) };
}
