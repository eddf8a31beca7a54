/** What an issuer publishes about itself: its name and where its keys are, and the keys. For the doctor; verifies no token. */
import { importJWK, type JWK } from 'jose';
import { downloadKeys, ISSUER_KEYS_LIMITS } from './issuer-keys.ts';
import { TOKEN_ALGORITHMS } from './token-check.ts';

export interface IssuerSeen {
  /** `problem`: it could not be had, in the words of whatever failed. */
  readonly discovery:
    | { readonly ok: true; readonly issuer: string | undefined; readonly jwksUrl: string | undefined }
    | { readonly ok: false; readonly problem: unknown };
  /** `usable`: keys that a token which the server accepts could be signed with. */
  readonly keys:
    | { readonly ok: true; readonly published: number; readonly usable: number }
    | { readonly ok: false; readonly problem: unknown };
}

const DISCOVERY_PATH = '/.well-known/openid-configuration';

/** Never rejects. */
export async function examineIssuer(
  { issuer, jwksUrl }: { readonly issuer: string; readonly jwksUrl: string },
  signal: AbortSignal,
): Promise<IssuerSeen> {
  const [discovery, keys] = await Promise.all([
    discover(`${issuer.replace(/\/+$/, '')}${DISCOVERY_PATH}`, signal).catch((problem: unknown) => ({
      ok: false as const,
      problem,
    })),
    countKeys(jwksUrl).catch((problem: unknown) => ({ ok: false as const, problem })),
  ]);
  return { discovery, keys };
}

async function discover(url: string, signal: AbortSignal): Promise<IssuerSeen['discovery']> {
  const response = await fetch(url, { signal, headers: { accept: 'application/json' } });
  if (response.status !== 200) throw new RangeError(`${url} answered ${response.status}`);
  const { issuer, jwks_uri } = (await response.json()) as { readonly issuer?: unknown; readonly jwks_uri?: unknown };
  return {
    ok: true,
    issuer: typeof issuer === 'string' ? issuer : undefined,
    jwksUrl: typeof jwks_uri === 'string' ? jwks_uri : undefined,
  };
}

async function countKeys(url: string): Promise<IssuerSeen['keys']> {
  const { keys } = await downloadKeys(url, ISSUER_KEYS_LIMITS);
  if (!Array.isArray(keys)) throw new TypeError('the answer is not a key set (JWKS)');
  const usable = await Promise.all(keys.map(isUsable));
  return { ok: true, published: keys.length, usable: usable.filter((is) => is).length };
}

/** A key for signatures, of a kind and with parameters that the server can verify with. */
async function isUsable(key: JWK): Promise<boolean> {
  if (key.use !== undefined && key.use !== 'sig') return false;
  const algorithm = key.alg ?? (key.kty === 'RSA' ? 'RS256' : 'ES256');
  if (!TOKEN_ALGORITHMS.includes(algorithm) || (key.kty === 'EC' && key.crv !== 'P-256')) return false;
  try {
    await importJWK(key, algorithm);
    return key.kty === 'RSA' || key.kty === 'EC';
  } catch {
    return false;
  }
}
