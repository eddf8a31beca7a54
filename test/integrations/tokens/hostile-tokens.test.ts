import assert from 'node:assert/strict';
import { createHmac, createPublicKey } from 'node:crypto';
import test, { type TestContext } from 'node:test';
import fc from 'fast-check';
import { exportJWK, exportSPKI, generateKeyPair } from 'jose';
import { createOidcTokens } from '../../../src/integrations/tokens/oidc-tokens.ts';
import { AUDIENCE, ES, GOOD, ISSUER, jwk, RS, sign, startIssuer } from '../../support/issuer.ts';

const IN_AN_HOUR = Math.floor(Date.now() / 1_000) + 3_600;

async function start(t: TestContext) {
  const issuer = await startIssuer({ after: (end) => t.after(end) });
  return { issuer, tokens: createOidcTokens({ issuer: ISSUER, audience: AUDIENCE, jwksUrl: issuer.jwksUrl }) };
}

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token put together by hand: libraries refuse to make these. */
function forge(header: object, signature: (signed: string) => string, claims: object = {}): string {
  const signed = `${part(header)}.${part({ ...GOOD, exp: IN_AN_HOUR, ...claims })}`;
  return `${signed}.${signature(signed)}`;
}

test('a token without a signature is refused, however it spells the algorithm none', async (t) => {
  const { issuer, tokens } = await start(t);

  for (const alg of ['none', 'None', 'NONE', 'nOnE', '', null, undefined]) {
    for (const signature of ['', 'AAAA']) {
      assert.equal((await tokens.verify(forge({ alg, kid: 'es' }, () => signature))).ok, false, `${alg}`);
    }
  }
  assert.equal(issuer.requests, 0);
});

test("the issuer's public key does not serve as a shared secret (algorithm confusion)", async (t) => {
  const { tokens } = await start(t);
  const spki = await exportSPKI(RS.publicKey);
  const jwkText = JSON.stringify(await jwk(RS.publicKey, 'rs', 'RS256'));
  const der = createPublicKey(spki).export({ type: 'spki', format: 'der' });

  for (const secret of [spki, spki.trim(), jwkText, der]) {
    for (const [alg, hash] of [
      ['HS256', 'sha256'],
      ['HS384', 'sha384'],
      ['HS512', 'sha512'],
    ] as const) {
      const hmac = (signed: string) => createHmac(hash, secret).update(signed).digest('base64url');
      for (const claimed of [alg, 'RS256']) {
        const verdict = await tokens.verify(forge({ alg: claimed, kid: 'rs' }, hmac));
        assert.deepEqual(verdict, { ok: false, reason: 'signature' });
      }
    }
  }
});

for (const alg of ['ES384', 'RS384', 'RS512', 'PS256', 'EdDSA']) {
  test(`a sound signature with ${alg} is refused: RS256 and ES256 only`, async (t) => {
    const { issuer, tokens } = await start(t);
    const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
    issuer.publish(await jwk(publicKey, 'k', alg));

    const verdict = await tokens.verify(await sign(privateKey, GOOD, { alg, kid: 'k' }));

    assert.deepEqual(verdict, { ok: false, reason: 'signature' });
  });
}

test('a key of one kind does not verify a token that claims the other', async (t) => {
  const { tokens } = await start(t);
  const [, , signature] = (await sign(ES.privateKey, GOOD)).split('.');

  for (const header of [
    { alg: 'RS256', kid: 'es' },
    { alg: 'ES256', kid: 'rs' },
  ]) {
    assert.deepEqual(await tokens.verify(forge(header, () => `${signature}`)), { ok: false, reason: 'signature' });
  }
});

test('a key that is not for signatures verifies nothing', async (t) => {
  const { issuer, tokens } = await start(t);
  issuer.publish({ ...(await jwk(ES.publicKey, 'es', 'ES256')), use: 'enc' });

  assert.deepEqual(await tokens.verify(await sign(ES.privateKey, GOOD)), { ok: false, reason: 'signature' });
});

test('a token that brings its own key, or says where one is, is judged by the issuer’s keys, and nobody else is asked', async (t) => {
  const { tokens } = await start(t);
  const evil = await startIssuer({ after: (end) => t.after(end) });
  const mine = await generateKeyPair('ES256', { extractable: true });
  const own = await exportJWK(mine.publicKey);
  evil.publish({ ...own, kid: 'es', alg: 'ES256' });

  for (const header of [{ jwk: own }, { jku: evil.jwksUrl }, { x5u: evil.jwksUrl }, { x5c: ['AAAA'] }]) {
    const verdict = await tokens.verify(await sign(mine.privateKey, GOOD, { header }));
    assert.deepEqual(verdict, { ok: false, reason: 'signature' });
    // The issuer's own signature is good whatever else the header says.
    assert.equal((await tokens.verify(await sign(ES.privateKey, GOOD, { header }))).ok, true);
  }
  assert.equal(evil.requests, 0);
});

test('a token with critical headers we do not understand is refused', async (t) => {
  const { tokens } = await start(t);

  for (const header of [
    { alg: 'ES256', kid: 'es', crit: ['exp'], exp: 1 },
    { alg: 'ES256', kid: 'es', crit: ['b64'], b64: false },
    { alg: 'ES256', kid: 'es', crit: [] },
    { alg: 'ES256', kid: 'es', crit: 'kid' },
  ]) {
    assert.equal((await tokens.verify(forge(header, () => 'AAAA'))).ok, false);
  }
});

test('a payload, header or signature that was changed is refused', async (t) => {
  const { tokens } = await start(t);
  const good = await sign(ES.privateKey, GOOD);
  const [header = '', payload = '', signature = ''] = good.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;

  for (const token of [
    `${header}.${part({ ...claims, sub: 'eve' })}.${signature}`,
    `${part({ alg: 'ES256', kid: 'es', typ: 'JWT' })}.${payload}.${signature}`,
    `${header}.${payload}.${signature.slice(0, -4)}AAAA`,
    `${header}.${payload}.`,
    `${header}.${payload}.${Buffer.alloc(64).toString('base64url')}`,
  ]) {
    assert.equal((await tokens.verify(token)).ok, false);
  }
  assert.equal((await tokens.verify(good)).ok, true);
});

test('what is no token is malformed, an empty one too, and no keys are asked for', async (t) => {
  const { issuer, tokens } = await start(t);
  const good = await sign(ES.privateKey, GOOD);

  for (const text of [
    '',
    'x',
    '.',
    '..',
    '...',
    'a.b.c',
    'é',
    'null',
    `${good}.`,
    `${good}.x`,
    `.${good}`,
    'e30.e30.e30',
  ]) {
    assert.deepEqual(await tokens.verify(text), { ok: false, reason: 'malformed' }, text);
  }
  assert.equal(issuer.requests, 0);
});

test('a token of over 16,384 characters is refused unread, though it be signed', async (t) => {
  const { issuer, tokens } = await start(t);
  const padded = (size: number) => sign(ES.privateKey, { ...GOOD, pad: 'x'.repeat(size) });

  assert.deepEqual(await tokens.verify(await padded(16_384)), { ok: false, reason: 'malformed' });
  assert.deepEqual(await tokens.verify('x'.repeat(1_000_000)), { ok: false, reason: 'malformed' });
  assert.equal(issuer.requests, 0);
  assert.equal((await tokens.verify(await padded(8_000))).ok, true);
});

test('no text makes verification throw, or passes', async (t) => {
  const { tokens } = await start(t);
  const segment = fc.oneof(
    fc.string(),
    fc.json().map((text) => Buffer.from(text).toString('base64url')),
    fc.constantFrom(part({ alg: 'ES256', kid: 'es' }), part({ ...GOOD, exp: IN_AN_HOUR })),
  );
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(segment, { maxLength: 5 }).map((parts) => parts.join('.')),
  );

  await fc.assert(
    fc.asyncProperty(texts, async (text) => {
      assert.equal((await tokens.verify(text)).ok, false);
    }),
    { numRuns: 300 },
  );
});
