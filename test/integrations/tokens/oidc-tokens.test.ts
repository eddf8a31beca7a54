import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import test, { type TestContext } from 'node:test';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT, UnsecuredJWT } from 'jose';
import { createOidcTokens } from '../../../src/integrations/tokens/oidc-tokens.ts';
import { TOKEN_REFUSALS } from '../../../src/integrations/tokens/token-refusals.ts';

const ISSUER = 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_pool';
const AUDIENCE = 'client-1';
const GOOD = { sub: 'ada', iss: ISSUER, aud: AUDIENCE };

// Made once: an RSA key takes its time.
const ES = await generateKeyPair('ES256');
const RS = await generateKeyPair('RS256');

type Claims = Readonly<Record<string, unknown>>;

/** An issuer that serves whatever keys it has at the time. */
async function startIssuer(t: TestContext) {
  const issuer = {
    status: 200,
    requests: 0,
    body: JSON.stringify({ keys: [await jwk(ES.publicKey, 'es', 'ES256'), await jwk(RS.publicKey, 'rs', 'RS256')] }),
  };
  const server = createServer((_, response) => {
    issuer.requests += 1;
    response.writeHead(issuer.status, { 'content-type': 'application/json' }).end(issuer.body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const jwksUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/.well-known/jwks.json`;
  return { issuer, tokens: createOidcTokens({ issuer: ISSUER, audience: AUDIENCE, jwksUrl }) };
}

async function jwk(key: CryptoKey, kid: string, alg: string): Promise<JWK> {
  return { ...(await exportJWK(key)), kid, alg, use: 'sig' };
}

function sign(key: CryptoKey, claims: Claims, { alg = 'ES256', kid = 'es', expiresIn = '1h' } = {}): Promise<string> {
  const token = new SignJWT({ ...claims }).setProtectedHeader({ alg, kid }).setIssuedAt();
  return (expiresIn === '' ? token : token.setExpirationTime(expiresIn)).sign(key);
}

test('tokens signed with ES256 and with RS256 are taken, and the subject is the user', async (t) => {
  const { issuer, tokens } = await startIssuer(t);

  assert.deepEqual(await tokens.verify(await sign(ES.privateKey, GOOD)), { ok: true, userId: 'ada' });
  const rs256 = await sign(RS.privateKey, GOOD, { alg: 'RS256', kid: 'rs' });
  assert.deepEqual(await tokens.verify(rs256), { ok: true, userId: 'ada' });
  assert.equal(issuer.requests, 1);
});

for (const [what, claims] of [
  ['an id token', { ...GOOD, token_use: 'id' }],
  ["Cognito's access token", { sub: 'ada', iss: ISSUER, client_id: AUDIENCE, token_use: 'access' }],
  ['a token for several audiences', { ...GOOD, aud: ['other', AUDIENCE] }],
  ['a clock a little ahead of ours', { ...GOOD, nbf: Math.floor(Date.now() / 1000) + 3 }],
] as const) {
  test(`${what} is taken`, async (t) => {
    const { tokens } = await startIssuer(t);

    assert.deepEqual(await tokens.verify(await sign(ES.privateKey, claims)), { ok: true, userId: 'ada' });
  });
}

for (const [what, claims, options, reason] of [
  ['an expired token', GOOD, { expiresIn: '-1m' }, 'expired'],
  ['a token of tomorrow', { ...GOOD, nbf: Math.floor(Date.now() / 1000) + 60 }, {}, 'expired'],
  ['a token without an expiry', GOOD, { expiresIn: '' }, 'malformed'],
  ['a token without a subject', { iss: ISSUER, aud: AUDIENCE }, {}, 'malformed'],
  ['a token with an empty subject', { ...GOOD, sub: '' }, {}, 'malformed'],
  ['a token of another issuer', { ...GOOD, iss: 'https://evil.example' }, {}, 'issuer'],
  ['a token without an issuer', { sub: 'ada', aud: AUDIENCE }, {}, 'issuer'],
  ['a token for another audience', { ...GOOD, aud: 'other' }, {}, 'audience'],
  ['a token our client got for another audience', { ...GOOD, aud: 'other', client_id: AUDIENCE }, {}, 'audience'],
  ['a token of another client', { sub: 'ada', iss: ISSUER, client_id: 'other' }, {}, 'audience'],
  ['a token for nobody', { sub: 'ada', iss: ISSUER }, {}, 'audience'],
  ['a token for another use', { ...GOOD, token_use: 'refresh' }, {}, 'tokenUse'],
  ['a token signed with a key that is not published', GOOD, { kid: 'other' }, 'signature'],
] as const) {
  test(`${what} is refused: ${reason}`, async (t) => {
    const { tokens } = await startIssuer(t);

    const verdict = await tokens.verify(await sign(ES.privateKey, claims, options));

    assert.deepEqual(verdict, { ok: false, reason });
    assert.ok(reason in TOKEN_REFUSALS);
  });
}

test('a token signed by somebody else with the right key id is refused', async (t) => {
  const { tokens } = await startIssuer(t);
  const { privateKey } = await generateKeyPair('ES256');

  assert.deepEqual(await tokens.verify(await sign(privateKey, GOOD)), { ok: false, reason: 'signature' });
});

test('no other algorithm is taken: none, symmetric, or a sound one that is not offered', async (t) => {
  const { tokens } = await startIssuer(t);
  const now = Math.floor(Date.now() / 1000);
  const unsecured = new UnsecuredJWT({ ...GOOD, exp: now + 60 }).encode();
  const symmetric = await new SignJWT({ ...GOOD, exp: now + 60 })
    .setProtectedHeader({ alg: 'HS256', kid: 'es' })
    .sign(new TextEncoder().encode('a shared secret of thirty-two bytes'));
  const other = await generateKeyPair('ES384');
  const es384 = await sign(other.privateKey, GOOD, { alg: 'ES384' });

  for (const token of [symmetric, es384]) {
    assert.deepEqual(await tokens.verify(token), { ok: false, reason: 'signature' });
  }
  assert.equal((await tokens.verify(unsecured)).ok, false);
});

test('what is no token is malformed, an empty one too, and no keys are asked for', async (t) => {
  const { issuer, tokens } = await startIssuer(t);

  for (const text of ['', 'x', 'a.b.c', '...', 'é', 'x'.repeat(100_000)]) {
    assert.deepEqual(await tokens.verify(text), { ok: false, reason: 'malformed' });
  }
  assert.equal(issuer.requests, 0);
});

test('a token of two keys at once, one of which it does not name, is refused', async (t) => {
  const { issuer, tokens } = await startIssuer(t);
  const second = await generateKeyPair('ES256');
  const keys = [await jwk(ES.publicKey, 'a', 'ES256'), await jwk(second.publicKey, 'b', 'ES256')];
  issuer.body = JSON.stringify({ keys });
  const nameless = await new SignJWT(GOOD)
    .setProtectedHeader({ alg: 'ES256' })
    .setExpirationTime('1h')
    .sign(ES.privateKey);

  assert.deepEqual(await tokens.verify(nameless), { ok: false, reason: 'signature' });
});

for (const [what, status, body] of [
  ['the issuer fails', 503, ''],
  ['the answer is not JSON', 200, '<html>'],
  ['the answer is not a key set', 200, '{}'],
] as const) {
  test(`when ${what} nothing is taken, and it is taken again afterwards`, async (t) => {
    const { issuer, tokens } = await startIssuer(t);
    const token = await sign(ES.privateKey, GOOD);
    const good = issuer.body;
    Object.assign(issuer, { status, body });

    assert.deepEqual(await tokens.verify(token), { ok: false, reason: 'keysUnavailable' });

    Object.assign(issuer, { status: 200, body: good });
    assert.deepEqual(await tokens.verify(token), { ok: true, userId: 'ada' });
  });
}

test('an issuer nobody answers for takes nothing', async () => {
  const jwksUrl = 'http://127.0.0.1:1/jwks.json';
  const { privateKey } = await generateKeyPair('ES256');
  const tokens = createOidcTokens({ issuer: ISSUER, audience: AUDIENCE, jwksUrl });

  assert.deepEqual(await tokens.verify(await sign(privateKey, GOOD)), { ok: false, reason: 'keysUnavailable' });
});
