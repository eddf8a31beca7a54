import assert from 'node:assert/strict';
import { test } from 'node:test';
import { THROUGH_CHECKS } from '../../../../src/server/doctor/through/checks.ts';
import { REFUSED_CONNECTS } from '../../../../src/server/doctor/through/upgrade.ts';
import { until } from '../../../../testkit/until.ts';
import { startFront } from '../../../support/server/front.ts';
import { startTestServer } from '../../../support/test-server.ts';
import { runCheck } from './run-check.ts';

const KEY = { DELIVERY_ACCESS_KEY_ID: 'AKIADELIVERY', DELIVERY_SECRET_ACCESS_KEY: 'a-secret-for-deliveries' };
/** The checks of a run without --slow. */
const CHECKS = THROUGH_CHECKS.filter(({ needs }) => !needs.includes('slow'));

test('every check has an id of its own, a claim and a fix in whole sentences, and needs the network and the address', () => {
  assert.equal(new Set(THROUGH_CHECKS.map(({ id }) => id)).size, THROUGH_CHECKS.length);
  for (const { id, claim, fix, needs } of THROUGH_CHECKS) {
    assert.match(id, /^[a-z]+(-[a-z]+)*$/);
    for (const sentence of [claim, fix]) assert.match(sentence, /^[A-Z][^\n]*\.$/, id);
    for (const need of ['network', 'url'] as const) assert.ok(needs.includes(need), id);
  }
});

test('two runs within a minute pass, all checks at once, and a run uses at most ten of the refused connects of an address', async (t) => {
  const limits = { CONNECTS_REFUSED_PER_MINUTE: String(2 * REFUSED_CONNECTS), UNKNOWN_SESSIONS_PER_MINUTE: '1' };
  const server = await startTestServer(t, { ...KEY, ...limits, TRUSTED_PROXIES: '127.0.0.1' });
  const front = await startFront(t, server.url);
  const token = await server.token('doctor');

  for (let run = 0; run < 2; run += 1) {
    const found = await Promise.all(
      CHECKS.map(async (check) => {
        const { verdict, said } = await runCheck(check, front.url, { token, environment: KEY });
        return verdict === 'passed' ? 'passed' : `${check.id} ${verdict}: ${said}`;
      }),
    );

    assert.deepEqual(
      found,
      CHECKS.map(() => 'passed'),
    );
  }
  assert.ok(REFUSED_CONNECTS <= 10);
  await until('nothing is open', () => front.openSockets() === 0);
});

test('every check ends with its signal, at a server that accepts connections and never answers', async (t) => {
  const server = await startTestServer(t);
  for (const check of THROUGH_CHECKS) {
    const time = new AbortController();
    const front = await startFront(t, server.url, {
      answer: (asked) => {
        asked.resume();
        time.abort();
        return true;
      },
      dropsUpgrade: true,
    });

    const { verdict, said } = await runCheck(check, front.url, { token: 'a-token', signal: time.signal });

    assert.equal(verdict, 'failed', `${check.id}: ${said}`);
    await until(`${check.id} has left nothing open`, () => front.openSockets() === 0);
  }
});
