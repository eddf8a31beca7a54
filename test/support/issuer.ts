/** An OpenID Connect issuer for tests: serves whatever keys it has at the time, over HTTP, and counts who asks. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import type { Ending } from './test-server.ts';

export const ISSUER = 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_pool';
export const AUDIENCE = 'client-1';
/** The claims of a token that is taken. */
export const GOOD = { sub: 'ada', iss: ISSUER, aud: AUDIENCE };

// Made once: an RSA key takes its time.
export const ES = await generateKeyPair('ES256', { extractable: true });
export const RS = await generateKeyPair('RS256', { extractable: true });

export type Claims = Readonly<Record<string, unknown>>;

export interface TestIssuer {
  readonly jwksUrl: string;
  /** What is answered from now on. */
  status: number;
  body: string;
  /** Takes requests and answers none of them. */
  isHanging: boolean;
  /** Asked so far. */
  requests: number;
  publish(...keys: readonly JWK[]): void;
}

export async function startIssuer(t: Ending): Promise<TestIssuer> {
  const server = createServer((_, response) => {
    issuer.requests += 1;
    if (issuer.isHanging) return;
    response.writeHead(issuer.status, { 'content-type': 'application/json' }).end(issuer.body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(async () => {
    server.closeAllConnections();
    server.close();
  });
  const issuer: TestIssuer = {
    jwksUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/.well-known/jwks.json`,
    status: 200,
    body: '',
    isHanging: false,
    requests: 0,
    publish: (...keys) => {
      issuer.body = JSON.stringify({ keys });
    },
  };
  issuer.publish(await jwk(ES.publicKey, 'es', 'ES256'), await jwk(RS.publicKey, 'rs', 'RS256'));
  return issuer;
}

export async function jwk(key: CryptoKey, kid: string, alg: string): Promise<JWK> {
  return { ...(await exportJWK(key)), kid, alg, use: 'sig' };
}

export interface SignOptions {
  readonly alg?: string;
  /** None when empty. */
  readonly kid?: string;
  /** None when empty. */
  readonly expiresIn?: string;
  readonly header?: Claims;
}

export function sign(key: CryptoKey, claims: Claims, options: SignOptions = {}): Promise<string> {
  const { alg = 'ES256', kid = 'es', expiresIn = '1h', header = {} } = options;
  const token = new SignJWT({ ...claims })
    .setProtectedHeader({ ...header, alg, ...(kid === '' ? {} : { kid }) })
    .setIssuedAt();
  return (expiresIn === '' ? token : token.setExpirationTime(expiresIn)).sign(key);
}
