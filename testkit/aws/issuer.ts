/** An OIDC issuer: two keys, published as a JWKS over HTTP, and tokens signed with them. */
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export const AUDIENCE = 'contract-client';
export const ISSUER = 'https://issuer.example/contract';
const LIFE_S = 600;

export type Algorithm = 'RS256' | 'ES256';

export interface Issuer {
  readonly jwksUrl: string;
  /** @param claims added to those of a valid ID token, or replacing them. */
  token(userId: string, claims?: Readonly<Record<string, unknown>>, algorithm?: Algorithm): string;
  close(): void;
}

export async function startIssuer(): Promise<Issuer> {
  const keys: Record<Algorithm, { publicKey: KeyObject; privateKey: KeyObject }> = {
    RS256: generateKeyPairSync('rsa', { modulusLength: 2048 }),
    ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  };
  const published = Object.entries(keys).map(([alg, { publicKey }]) => {
    return { ...publicKey.export({ format: 'jwk' }), kid: alg, alg, use: 'sig' };
  });
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ keys: published }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    jwksUrl: `http://127.0.0.1:${port}/jwks.json`,
    token(userId, claims = {}, algorithm = 'RS256') {
      const now = Math.floor(Date.now() / 1000);
      const sound = { iss: ISSUER, aud: AUDIENCE, sub: userId, iat: now, exp: now + LIFE_S, token_use: 'id' };
      const signed = `${encode({ alg: algorithm, kid: algorithm, typ: 'JWT' })}.${encode({ ...sound, ...claims })}`;
      const { privateKey } = keys[algorithm];
      const bytes = Buffer.from(signed);
      const signature =
        algorithm === 'RS256'
          ? sign('RSA-SHA256', bytes, privateKey)
          : sign('SHA256', bytes, { key: privateKey, dsaEncoding: 'ieee-p1363' });
      return `${signed}.${signature.toString('base64url')}`;
    },
    close: () => server.close(),
  };
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
