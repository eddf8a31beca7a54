/** The issuer of speakers' tokens: it is who the settings say, and publishes a key that tokens can be verified with. */
import type { IssuerSeen } from '../../../integrations/tokens/issuer-examination.ts';
import type { Check, Finding } from '../check.ts';
import { toErrorLine } from '../error-line.ts';

export const issuerCheck: Check = {
  id: 'issuer',
  claim: 'The issuer of tokens is the one that is configured, and publishes a key to verify them with.',
  fix: 'Correct AUTH_ISSUER and AUTH_JWKS_URL: the issuer’s /.well-known/openid-configuration has both.',
  needs: ['aws', 'network'],
  run: async ({ config }, signal) => {
    const { examineIssuer } = await import('../../../integrations/tokens/issuer-examination.ts');
    const { issuer, jwksUrl } = config.aws;
    return judgeIssuer(await examineIssuer({ issuer, jwksUrl }, signal), { issuer, jwksUrl });
  },
};

export function judgeIssuer(
  { discovery, keys }: IssuerSeen,
  { issuer, jwksUrl }: { readonly issuer: string; readonly jwksUrl: string },
): Finding {
  if (!keys.ok) {
    return {
      verdict: 'failed',
      said: `no keys from ${jwksUrl}: ${toErrorLine(keys.problem)}`,
      fix: 'Let this machine reach AUTH_JWKS_URL, or correct it; without keys every speaker is refused.',
    };
  }
  if (keys.usable === 0) {
    return {
      verdict: 'failed',
      said: `none of the ${keys.published} keys of ${jwksUrl} can verify an RS256 or ES256 signature`,
      fix: 'Name the key set of the issuer that signs speakers’ tokens in AUTH_JWKS_URL.',
    };
  }
  const found = `${keys.usable} of ${keys.published} keys can be used`;
  if (!discovery.ok) {
    return {
      verdict: 'warned',
      said: `${found}; whether AUTH_ISSUER is right cannot be seen: ${toErrorLine(discovery.problem)}`,
      fix: 'Compare AUTH_ISSUER with the claim iss of a token, letter by letter.',
    };
  }
  if (discovery.issuer !== issuer) {
    return {
      verdict: 'failed',
      said: `the issuer calls itself ${discovery.issuer ?? 'nothing'}, and AUTH_ISSUER is ${issuer}`,
      fix: `Set AUTH_ISSUER=${discovery.issuer ?? '(the claim iss of its tokens)'}; a slash at the end counts.`,
    };
  }
  if (discovery.jwksUrl !== undefined && discovery.jwksUrl !== jwksUrl) {
    return {
      verdict: 'warned',
      said: `${found}; the issuer names ${discovery.jwksUrl} for them, and AUTH_JWKS_URL is ${jwksUrl}`,
      fix: `Set AUTH_JWKS_URL=${discovery.jwksUrl}, unless the other address is meant.`,
    };
  }
  return { verdict: 'passed', said: `${issuer}, ${found}` };
}
