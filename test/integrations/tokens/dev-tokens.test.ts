import assert from 'node:assert/strict';
import test from 'node:test';
import { decodeProtectedHeader } from 'jose';
import { createDevTokens } from '../../../src/integrations/tokens/dev-tokens.ts';

test('a token is good for the server that issued it and for no other', async () => {
  const mine = await createDevTokens();
  const other = await createDevTokens();
  const token = await mine.issue({ userId: 'ada' });

  assert.deepEqual(await mine.verify(token), { ok: true, userId: 'ada' });
  assert.deepEqual(await other.verify(token), { ok: false, reason: 'signature' });
  assert.equal(decodeProtectedHeader(token).alg, 'ES256');
});

for (const [options, reason] of [
  [{ expiresIn: -1 }, 'expired'],
  [{ expiresIn: 0 }, 'expired'],
  [{ audience: 'other' }, 'audience'],
  [{ issuer: 'other' }, 'issuer'],
] as const) {
  test(`a token made with ${JSON.stringify(options)} is refused: ${reason}`, async () => {
    const tokens = await createDevTokens();

    const token = await tokens.issue({ userId: 'ada', ...options });

    assert.deepEqual(await tokens.verify(token), { ok: false, reason });
  });
}

test('a token that was tampered with is refused', async () => {
  const tokens = await createDevTokens();
  const [header, , signature] = (await tokens.issue({ userId: 'ada' })).split('.');
  const [, payload] = (await tokens.issue({ userId: 'eve' })).split('.');

  assert.deepEqual(await tokens.verify(`${header}.${payload}.${signature}`), { ok: false, reason: 'signature' });
});
