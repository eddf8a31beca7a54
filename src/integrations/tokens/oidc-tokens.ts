/** Verifies tokens of an OpenID Connect issuer (Amazon Cognito or another) with the keys that it publishes. */

import type { TokenPort } from '../../actors/ports/identity.ts';
import type { LogPort } from '../../actors/ports/telemetry.ts';
import type { MonotonicMs, UnixMs } from '../../protocol/times.ts';
import { ISSUER_KEYS_LIMITS, IssuerKeys, type IssuerKeysLimits } from './issuer-keys.ts';
import { checkToken } from './token-check.ts';

export interface OidcOptions {
  readonly issuer: string;
  /** Expected in `aud`, or in `client_id` if a token has no `aud`. */
  readonly audience: string;
  readonly jwksUrl: string;
  readonly log?: Pick<LogPort, 'info' | 'warn'>;
  /** Compared with a token's times; default Date.now. */
  readonly unixNow?: () => UnixMs;
  /** Measures the age of the keys; default performance.now. */
  readonly now?: () => MonotonicMs;
  readonly limits?: Partial<IssuerKeysLimits>;
}

export interface OidcTokens extends TokenPort {
  /** True when no token can be verified now, because the issuer's keys cannot be fetched. */
  readonly isCutOff: () => boolean;
}

/** How far the issuer's clock may be off, s. */
export const CLOCK_TOLERANCE_S = 5;

/** Sends no request to the issuer before the first token comes. */
export function createOidcTokens({ issuer, audience, jwksUrl, ...options }: OidcOptions): OidcTokens {
  const { log, now = () => performance.now(), unixNow = Date.now } = options;
  const keys = new IssuerKeys({
    url: jwksUrl,
    now,
    limits: { ...ISSUER_KEYS_LIMITS, ...options.limits },
    onChange: (problem) => {
      if (problem === undefined) log?.info('fetch_keys', 'the issuer’s keys can be fetched again');
      else
        log?.warn('fetch_keys', 'the issuer’s keys cannot be fetched', { code: 'SERVICE_UNAVAILABLE', error: problem });
    },
  });
  const expected = { issuer, audience, clockToleranceS: CLOCK_TOLERANCE_S, unixNow };
  return { verify: (token) => checkToken(token, keys.find, expected), isCutOff: () => keys.isCutOff };
}
