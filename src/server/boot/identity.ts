/** Who speakers are: an issuer's tokens in AWS mode, the server's own in embedded mode. */
import type { TokenPort } from '../../actors/ports/identity.ts';
import type { LogPort } from '../../actors/ports/telemetry.ts';
import { createDevTokens } from '../../integrations/tokens/dev-tokens.ts';
import { createOidcTokens } from '../../integrations/tokens/oidc-tokens.ts';
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
