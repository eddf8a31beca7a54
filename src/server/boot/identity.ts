/** Verifies who a speaker is: by an issuer's tokens in AWS mode, by the server's own tokens in embedded mode. */
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
  /** Makes a token for any caller. Undefined in AWS mode. */
  readonly issueDevToken: ((order: DevTokenOrder) => Promise<string>) | undefined;
  /** True when no token can be verified now, because the issuer's keys cannot be fetched. */
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
