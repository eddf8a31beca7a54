import assert from 'node:assert/strict';
import { networkInterfaces } from 'node:os';
import { test } from 'node:test';
import { THROUGH_CHECKS } from '../../../../src/server/doctor/through/checks.ts';
import { makeCertificate } from '../../../support/certificate.ts';
import { examine } from '../../../support/doctor-process.ts';
import { type Ending, startTestServer } from '../../../support/test-server.ts';

const KEY = { DELIVERY_ACCESS_KEY_ID: 'AKIADELIVERY', DELIVERY_SECRET_ACCESS_KEY: 'a-secret-for-deliveries' };
const CHECKS = THROUGH_CHECKS.filter(({ needs }) => !needs.includes('slow'));

const hasIpv6 = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === '::1'));

/** The doctor as a process: it can be told which certificates to trust. */
async function assertAllPass(t: Ending, url: string, settings: Record<string, string>): Promise<void> {
  const checks = CHECKS.filter(({ needs }) => !needs.includes('token') || 'DOCTOR_TOKEN' in settings);
  const only = checks.map(({ id }) => id).join();

  const { code, report, said } = await examine(t, ['--url', url, '--only', only], { ...KEY, ...settings });

  assert.equal(code, 0, JSON.stringify(said));
  assert.equal(report.counts.passed, checks.length, JSON.stringify(said));
}

test('every check passes over TLS, for the address of a socket', async (t) => {
  const { certFile, keyFile } = await makeCertificate(t);
  const server = await startTestServer(t, { ...KEY, TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile });

  await assertAllPass(t, server.wsUrl, { NODE_EXTRA_CA_CERTS: certFile });
});

test('every check passes at an IPv6 address', { skip: hasIpv6 ? false : 'this machine has no IPv6' }, async (t) => {
  const server = await startTestServer(t, { ...KEY, HOST: '::1' });

  await assertAllPass(t, server.url, { DOCTOR_TOKEN: await server.token('doctor') });
});
