import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Check } from '../../../../src/server/doctor/check.ts';
import { THROUGH_CHECKS } from '../../../../src/server/doctor/through/checks.ts';
import { startFront } from '../../../support/server/front.ts';
import { startTestServer } from '../../../support/test-server.ts';
import { assertFailed, runCheck } from './run-check.ts';

const NOBODY = 'http://127.0.0.1:9';
/** Those that open a socket before anything else. */
const ON_SOCKETS = THROUGH_CHECKS.filter(({ id }) => ['binary', 'large-frame', 'quiet', 'live-audio'].includes(id));

const fixOf = (check: Check, found: { readonly fix?: string }) => found.fix ?? check.fix;

test('where nobody answers every check fails in the same words, and only "reach" says what to do', async () => {
  for (const check of THROUGH_CHECKS) {
    const found = await runCheck(check, NOBODY, { token: 'a-token' });

    assertFailed(check, found, /^127\.0\.0\.1:9: nothing listens there \(connection refused\)$/);
    const fix = fixOf(check, found as { readonly fix?: string });
    if (check.id === 'reach') assert.match(fix, /^Start the server, give the address that clients use/);
    else assert.equal(fix, 'See the check "reach".', check.id);
  }
});

describe('where no socket opens, the checks that need one say what the check "upgrade" says', () => {
  for (const check of ON_SOCKETS) {
    test(`${check.id}: an upgrade that a proxy drops, and too many connects`, async (t) => {
      const server = await startTestServer(t);
      const token = await server.token('doctor');
      const dropping = await startFront(t, server.url, { dropsUpgrade: true });
      const limited = await startTestServer(t, { CONNECTS_ACCEPTED_PER_MINUTE: '1' });
      limited.connect({});
      await limited.connect({}).closed;

      assertFailed(
        check,
        await runCheck(check, dropping.url, { token }),
        /^the upgrade was answered 502/,
        /pass on upgrades/,
      );
      const found = await runCheck(check, limited.url, { token: await limited.token('doctor') });
      assertFailed(check, found, /^the upgrade was answered 429 RATE_LIMIT_EXCEEDED by the server$/, /Wait a minute/);
    });
  }
});
