import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import { generateKeyPair } from 'jose';
import { createOidcTokens } from '../../../src/integrations/tokens/oidc-tokens.ts';
import { TOKEN_REFUSALS } from '../../../src/integrations/tokens/token-refusals.ts';
import { AUDIENCE, ES, GOOD, ISSUER, jwk, RS, sign, startIssuer as start } from '../../support/issuer.ts';

const NOW = 1_700_000_000_000;
const NOW_S = NOW / 1_000;

async function startIssuer(t: TestContext, unixNow: () => number = Date.now) {
  const issuer = await start({ after: (end) => t.after(end) });
  return { issuer, tokens: createOidcTokens({ issuer: ISSUER, audience: AUDIENCE, jwksUrl: issuer.jwksUrl, unixNow }) };
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
] as const) {
  test(`${what} is taken`, async (t) => {
    const { tokens } = await startIssuer(t);

    assert.deepEqual(await tokens.verify(await sign(ES.privateKey, claims)), { ok: true, userId: 'ada' });
  });
}

for (const [what, claims, options, reason] of [
  ['an expired token', GOOD, { expiresIn: '-1m' }, 'expired'],
  ['a token without an expiry', GOOD, { expiresIn: '' }, 'malformed'],
  ['a token without a subject', { iss: ISSUER, aud: AUDIENCE }, {}, 'malformed'],
  ['a token with an empty subject', { ...GOOD, sub: '' }, {}, 'malformed'],
  ['a token with a subject that is no text', { ...GOOD, sub: 7 }, {}, 'malformed'],
  ['a token with a subject of 257 characters', { ...GOOD, sub: 'a'.repeat(257) }, {}, 'malformed'],
  ['a token whose expiry is no number', { ...GOOD, exp: '1800000000' }, { expiresIn: '' }, 'malformed'],
  ['a token of another issuer', { ...GOOD, iss: 'https://evil.example' }, {}, 'issuer'],
  ['a token without an issuer', { sub: 'ada', aud: AUDIENCE }, {}, 'issuer'],
  ['a token for another audience', { ...GOOD, aud: 'other' }, {}, 'audience'],
  ['a token our client got for another audience', { ...GOOD, aud: 'other', client_id: AUDIENCE }, {}, 'audience'],
  ['a token of another client', { sub: 'ada', iss: ISSUER, client_id: 'other' }, {}, 'audience'],
  ['a token for nobody', { sub: 'ada', iss: ISSUER }, {}, 'audience'],
  ['a token for another use', { ...GOOD, token_use: 'refresh' }, {}, 'tokenUse'],
  ['a token of no use', { ...GOOD, token_use: null }, {}, 'tokenUse'],
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

for (const [what, claims, verdict] of [
  ['whose expiry was 4 s ago by our clock is still taken', { exp: NOW_S - 4 }, { ok: true, userId: 'ada' }],
  ['whose expiry was 5 s ago is refused', { exp: NOW_S - 5 }, { ok: false, reason: 'expired' }],
  ['that begins 5 s from now is taken already', { exp: NOW_S + 60, nbf: NOW_S + 5 }, { ok: true, userId: 'ada' }],
  ['that begins 6 s from now is refused', { exp: NOW_S + 60, nbf: NOW_S + 6 }, { ok: false, reason: 'expired' }],
] as const) {
  test(`clocks may be 5 s apart: a token ${what}`, async (t) => {
    const { tokens } = await startIssuer(t, () => NOW);

    assert.deepEqual(
      await tokens.verify(await sign(ES.privateKey, { ...GOOD, ...claims }, { expiresIn: '' })),
      verdict,
    );
  });
}

for (const [what, kids, kid] of [
  ['two keys without an id, and a token that names none', ['', ''], ''],
  ['two keys with an id, and a token that names none', ['a', 'b'], ''],
  ['two keys under one id', ['a', 'a'], 'a'],
] as const) {
  test(`of ${what}: each that can be meant is tried, and a stranger's signature is refused`, async (t) => {
    const { issuer, tokens } = await startIssuer(t);
    const [first, second, stranger] = await Promise.all([1, 2, 3].map(() => generateKeyPair('ES256')));
    const published = await Promise.all(
      [first, second].map(async (pair, at) => {
        const key = await jwk((pair as NonNullable<typeof pair>).publicKey, kids[at] ?? '', 'ES256');
        if (key.kid === '') delete key.kid;
        return key;
      }),
    );
    issuer.publish(...published, await jwk(RS.publicKey, 'rs', 'RS256'));

    for (const pair of [first, second]) {
      const token = await sign((pair as NonNullable<typeof pair>).privateKey, GOOD, { kid });
      assert.deepEqual(await tokens.verify(token), { ok: true, userId: 'ada' });
      const late = await sign((pair as NonNullable<typeof pair>).privateKey, GOOD, { kid, expiresIn: '-1m' });
      assert.deepEqual(await tokens.verify(late), { ok: false, reason: 'expired' });
    }
    const forged = await sign((stranger as NonNullable<typeof stranger>).privateKey, GOOD, { kid });
    assert.deepEqual(await tokens.verify(forged), { ok: false, reason: 'signature' });
    assert.equal(issuer.requests, 1);
  });
}

test('a key that is published twice locks nobody out, nor do keys for another use', async (t) => {
  const { issuer, tokens } = await startIssuer(t);
  const own = await jwk(ES.publicKey, 'es', 'ES256');
  issuer.publish(own, own, { ...own, use: 'enc' }, { ...own, alg: 'ES384' }, await jwk(RS.publicKey, 'es', 'RS256'));

  assert.deepEqual(await tokens.verify(await sign(ES.privateKey, GOOD)), { ok: true, userId: 'ada' });
});

test('of more keys than any issuer has, only the first sixteen are tried', async (t) => {
  const { issuer, tokens } = await startIssuer(t);
  const other = await jwk((await generateKeyPair('ES256')).publicKey, 'es', 'ES256');
  const own = await jwk(ES.publicKey, 'es', 'ES256');
  issuer.publish(...Array.from({ length: 15 }, () => other), own);
  const token = await sign(ES.privateKey, GOOD);
  assert.deepEqual(await tokens.verify(token), { ok: true, userId: 'ada' });

  issuer.publish(...Array.from({ length: 16 }, () => other), own);
  const later = createOidcTokens({ issuer: ISSUER, audience: AUDIENCE, jwksUrl: issuer.jwksUrl });

  assert.deepEqual(await later.verify(token), { ok: false, reason: 'signature' });
});

test('a token that names no key is taken, whichever of several keys signed it', async (t) => {
  const { issuer, tokens } = await startIssuer(t);
  const second = await generateKeyPair('ES256');
  const nameless = await sign(ES.privateKey, GOOD, { kid: '' });

  assert.deepEqual(await tokens.verify(nameless), { ok: true, userId: 'ada' });

  issuer.publish(await jwk(ES.publicKey, 'a', 'ES256'), await jwk(second.publicKey, 'b', 'ES256'));
  const later = createOidcTokens({ issuer: ISSUER, audience: AUDIENCE, jwksUrl: issuer.jwksUrl });
  assert.deepEqual(await later.verify(nameless), { ok: true, userId: 'ada' });
});
