/** Who speakers are: an issuer's tokens in AWS mode, the server's own in embedded mode. */
import { createDevTokens } from '../integrations/tokens/dev-tokens.ts';
import { createOidcTokens } from '../integrations/tokens/oidc-tokens.ts';
import type { Config } from './config.ts';
import type { ServerParts } from './server-parts.ts';

export async function createIdentity(config: Config): Promise<Pick<ServerParts, 'tokens' | 'issueDevToken'>> {
  if (config.mode === 'aws') {
    const { issuer, audience, jwksUrl } = config.aws;
    return { tokens: createOidcTokens({ issuer, audience, jwksUrl }), issueDevToken: undefined };
  }
  const dev = await createDevTokens();
  return { tokens: dev, issueDevToken: (request) => dev.issue(request) };
}
