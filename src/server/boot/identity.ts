/** Who speakers are: an issuer's tokens in AWS mode, the server's own in embedded mode. */

import type { TokenPort, TokenVerdict } from '../../actors/ports/identity.ts';
import type { LogPort } from '../../actors/ports/telemetry.ts';
import { createDevTokens } from '../../integrations/tokens/dev-tokens.ts';
import { createOidcTokens } from '../../integrations/tokens/oidc-tokens.ts';
import { type Refusal, refusal } from '../../protocol/errors.ts';
import type { Config } from '../config/config.ts';

export interface DevTokenOrder {
  readonly userId: string;
  readonly expiresIn?: number;
  readonly audience?: string;
  readonly issuer?: string;
}

export interface Identity {
  readonly tokens: TokenPort;
  /** Embedded mode only: makes a token for anybody who asks. */
  readonly issueDevToken: ((order: DevTokenOrder) => Promise<string>) | undefined;
  /** No token can be verified now: the issuer's keys cannot be had. */
  readonly isIssuerCutOff: () => boolean;
}

export async function createIdentity(config: Config, log?: LogPort): Promise<Identity> {
  if (config.mode === 'aws') {
    const { issuer, audience, jwksUrl } = config.aws;
    const tokens = createOidcTokens({ issuer, audience, jwksUrl, ...(log ? { log } : {}) });
    return { tokens, issueDevToken: undefined, isIssuerCutOff: tokens.isCutOff };
  }
  const dev = await createDevTokens();
  return { tokens: dev, issueDevToken: (order) => dev.issue(order), isIssuerCutOff: () => false };
}

/** What a client is told whose token was not accepted: that it is bad, or that it could not be verified now. */
export function tokenRefusal({ reason, unavailable }: Extract<TokenVerdict, { ok: false }>): Refusal {
  return unavailable === undefined
    ? refusal('INVALID_TOKEN', { reason })
    : refusal('SERVICE_UNAVAILABLE', { service: unavailable });
}
