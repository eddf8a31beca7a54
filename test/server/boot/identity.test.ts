import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createIdentity } from '../../../src/server/boot/identity.ts';
import { readConfig } from '../../../src/server/config/config.ts';
import { AWS_ENVIRONMENT } from '../../support/boot/aws-environment.ts';
import { AUDIENCE, ES, GOOD, ISSUER, sign, startIssuer } from '../../support/issuer.ts';

function configOf(environment: Readonly<Record<string, string>>) {
  const read = readConfig(environment);
  assert.ok(read.ok, read.ok ? '' : read.problems.join('|'));
  return read.config;
}

test('embedded mode makes tokens that it verifies itself, and is never cut off from an issuer', async () => {
  const identity = await createIdentity(configOf({}));

  const token = await identity.issueDevToken?.({ userId: 'ada' });
  const expired = await identity.issueDevToken?.({ userId: 'ada', expiresIn: -1 });

  assert.deepEqual(await identity.tokens.verify(String(token)), { ok: true, userId: 'ada' });
  assert.equal((await identity.tokens.verify(String(expired))).ok, false);
  assert.equal(identity.isIssuerCutOff(), false);
});

test('AWS mode takes the configured issuer’s tokens, and makes none', async (t) => {
  const issuer = await startIssuer({ after: (end) => t.after(end) });
  const settings = { AUTH_ISSUER: ISSUER, AUTH_AUDIENCE: AUDIENCE, AUTH_JWKS_URL: issuer.jwksUrl };
  const identity = await createIdentity(configOf({ ...AWS_ENVIRONMENT, ...settings }));

  assert.equal(identity.issueDevToken, undefined);
  assert.deepEqual(await identity.tokens.verify(await sign(ES.privateKey, GOOD)), { ok: true, userId: 'ada' });
  assert.equal((await identity.tokens.verify('x.y.z')).ok, false);
  assert.equal(identity.isIssuerCutOff(), false);
});
