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

test('a token that names no key is taken where only one key can be meant, and refused where two can', async (t) => {
  const { issuer, tokens } = await startIssuer(t);
  const second = await generateKeyPair('ES256');
  const nameless = await sign(ES.privateKey, GOOD, { kid: '' });

  assert.deepEqual(await tokens.verify(nameless), { ok: true, userId: 'ada' });

  issuer.publish(await jwk(ES.publicKey, 'a', 'ES256'), await jwk(second.publicKey, 'b', 'ES256'));
  const later = createOidcTokens({ issuer: ISSUER, audience: AUDIENCE, jwksUrl: issuer.jwksUrl });
  assert.deepEqual(await later.verify(nameless), { ok: false, reason: 'signature' });
});
