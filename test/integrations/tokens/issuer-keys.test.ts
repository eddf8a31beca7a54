import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import test, { type TestContext } from 'node:test';
import { generateKeyPair } from 'jose';
import type { FailureFields } from '../../../src/actors/ports/telemetry.ts';
import { ISSUER_KEYS_LIMITS, type IssuerKeysLimits } from '../../../src/integrations/tokens/issuer-keys.ts';
import { createOidcTokens } from '../../../src/integrations/tokens/oidc-tokens.ts';
import { AUDIENCE, ES, GOOD, ISSUER, jwk, sign, startIssuer } from '../../support/issuer.ts';

const { freshMs, staleMs, cooldownMs, retryMs, maxBytes } = ISSUER_KEYS_LIMITS;
const AWAY = { ok: false, reason: 'keysUnavailable', unavailable: 'AUTH_JWKS' };
const UNKNOWN = { ok: false, reason: 'signature' };
const ADA = { ok: true, userId: 'ada' };

/** Keys whose age is what the test says; tokens last longer than any of it. */
async function start(t: TestContext, limits: Partial<IssuerKeysLimits> = {}) {
  const issuer = await startIssuer({ after: (end) => t.after(end) });
  const time = { ms: 0, unixMs: Date.now() };
  const lines: string[] = [];
  const tokens = createOidcTokens({
    issuer: ISSUER,
    audience: AUDIENCE,
    jwksUrl: issuer.jwksUrl,
    limits,
    now: () => time.ms,
    unixNow: () => time.unixMs,
    log: {
      info: (_, message) => lines.push(message),
      warn: (_, message, { code, error }: FailureFields) => lines.push(`${message}: ${code} ${error}`),
    },
  });
  const pass = (ms: number) => {
    time.ms += ms;
  };
  const step = (ms: number) => {
    time.unixMs += ms;
  };
  return { issuer, tokens, pass, step, lines };
}

const token = (kid = 'es') => sign(ES.privateKey, GOOD, { kid, expiresIn: '1d' });

test('the keys are fetched at the first token, once for many at a time, and kept', async (t) => {
  const { issuer, tokens, pass } = await start(t);
  assert.equal(issuer.requests, 0);
  const one = await token();

  const verdicts = await Promise.all(Array.from({ length: 20 }, () => tokens.verify(one)));
  pass(freshMs - 1);
  verdicts.push(await tokens.verify(one));

  assert.ok(verdicts.every((verdict) => verdict.ok));
  assert.equal(issuer.requests, 1);
});

test('a new key of the issuer is taken without a restart', async (t) => {
  const { issuer, tokens, pass } = await start(t);
  await tokens.verify(await token());
  const next = await generateKeyPair('ES256');
  issuer.publish(await jwk(ES.publicKey, 'es', 'ES256'), await jwk(next.publicKey, 'next', 'ES256'));
  pass(cooldownMs);

  const rotated = await sign(next.privateKey, GOOD, { kid: 'next', expiresIn: '1d' });

  assert.deepEqual(await tokens.verify(rotated), ADA);
  assert.deepEqual(await tokens.verify(await token()), ADA);
  assert.equal(issuer.requests, 2);
});

test('a key that the issuer withdrew is refused once the kept keys are ten minutes old', async (t) => {
  const { issuer, tokens, pass } = await start(t);
  const old = await token();
  await tokens.verify(old);
  const next = await generateKeyPair('ES256');
  issuer.publish(await jwk(next.publicKey, 'next', 'ES256'));

  pass(freshMs - 1);
  assert.deepEqual(await tokens.verify(old), ADA);
  pass(1);
  assert.deepEqual(await tokens.verify(old), UNKNOWN);
  assert.equal(freshMs, 600_000);
});

test('tokens that name unknown keys cannot make us ask the issuer more than once in ten seconds', async (t) => {
  const { issuer, tokens, pass } = await start(t);
  await tokens.verify(await token());

  for (let round = 1; round <= 5; round += 1) {
    pass(cooldownMs);
    const flood = await Promise.all(Array.from({ length: 40 }, (_, i) => token(`unknown-${round}-${i}`)));
    for (const verdict of await Promise.all(flood.map((each) => tokens.verify(each)))) {
      assert.deepEqual(verdict, UNKNOWN);
    }
    assert.equal(issuer.requests, 1 + round);
  }
  assert.equal(cooldownMs, 10_000);
});

test('while the issuer cannot be reached nothing new is taken, and it is asked once a second at most', async (t) => {
  const { issuer, tokens, pass, lines } = await start(t);
  issuer.status = 503;
  const one = await token();

  for (let second = 1; second <= 5; second += 1) {
    for (const verdict of await Promise.all(Array.from({ length: 20 }, () => tokens.verify(one)))) {
      assert.deepEqual(verdict, AWAY);
    }
    assert.deepEqual(await tokens.verify(one), AWAY);
    assert.equal(issuer.requests, second);
    pass(retryMs);
  }

  assert.equal(tokens.isCutOff(), true);
  issuer.status = 200;
  assert.deepEqual(await tokens.verify(one), ADA);
  assert.equal(tokens.isCutOff(), false);
  assert.deepEqual(lines, [
    'the issuer’s keys cannot be fetched: SERVICE_UNAVAILABLE RangeError',
    'the issuer’s keys can be fetched again',
  ]);
  assert.equal(retryMs, 1_000);
});

test('in an outage known keys serve for an hour and unknown ones not at all; then nothing does', async (t) => {
  const { issuer, tokens, pass } = await start(t);
  const known = await token();
  await tokens.verify(known);
  issuer.status = 500;

  pass(staleMs - 1);
  assert.deepEqual(await tokens.verify(known), ADA);
  assert.deepEqual(await tokens.verify(await token('new')), AWAY);
  assert.equal(tokens.isCutOff(), false);
  pass(1);
  assert.deepEqual(await tokens.verify(known), AWAY);
  assert.equal(tokens.isCutOff(), true);
  assert.equal(staleMs, 3_600_000);
});

for (const step of [400_000, -400_000]) {
  test(`a system clock that steps by ${step / 1_000} s neither ages the keys nor keeps them young`, async (t) => {
    const { issuer, tokens, pass, step: stepClock } = await start(t);
    const one = await token();
    await tokens.verify(one);

    stepClock(step);
    pass(freshMs - 1);
    await tokens.verify(one);
    assert.equal(issuer.requests, 1);
    pass(1);
    await tokens.verify(one);
    assert.equal(issuer.requests, 2);
  });
}

for (const [what, answer] of [
  ['the answer is not JSON', { body: '<html>' }],
  ['the answer is not a key set', { body: '{}' }],
  ['the answer is too large', { body: JSON.stringify({ keys: [], pad: 'x'.repeat(maxBytes) }) }],
  ['the status is not 200', { status: 404 }],
] as const) {
  test(`when ${what} nothing is taken, and it is taken again afterwards`, async (t) => {
    const { issuer, tokens, pass } = await start(t);
    const good = { status: issuer.status, body: issuer.body };
    const one = await token();
    Object.assign(issuer, answer);

    assert.deepEqual(await tokens.verify(one), AWAY);

    Object.assign(issuer, good);
    pass(retryMs);
    assert.deepEqual(await tokens.verify(one), ADA);
  });
}

test('an issuer that takes the question and never answers is given up on', async (t) => {
  const { issuer, tokens } = await start(t, { timeoutMs: 50 });
  issuer.isHanging = true;

  assert.deepEqual(await tokens.verify(await token()), AWAY);
});

test('a redirect to other keys is not followed', async (t) => {
  const { issuer, tokens } = await start(t);
  const elsewhere = createServer((_, response) => {
    response.writeHead(302, { location: issuer.jwksUrl }).end();
  }).listen(0, '127.0.0.1');
  await once(elsewhere, 'listening');
  t.after(() => elsewhere.close());
  const jwksUrl = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/`;

  const redirected = createOidcTokens({ issuer: ISSUER, audience: AUDIENCE, jwksUrl });

  assert.deepEqual(await redirected.verify(await token()), AWAY);
  assert.equal(issuer.requests, 0);
  assert.equal((await tokens.verify(await token())).ok, true);
});

test('an issuer nobody answers for takes nothing', async () => {
  const tokens = createOidcTokens({ issuer: ISSUER, audience: AUDIENCE, jwksUrl: 'http://127.0.0.1:1/jwks.json' });

  assert.deepEqual(await tokens.verify(await token()), AWAY);
});
