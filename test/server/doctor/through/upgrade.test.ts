import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { REFUSED_CONNECTS, upgrade } from '../../../../src/server/doctor/through/upgrade.ts';
import { type FrontOptions, startFront } from '../../../support/server/front.ts';
import { endOfSuite, startTestServer, type TestServer } from '../../../support/test-server.ts';
import { assertFailed, runCheck } from './run-check.ts';

describe('the check "upgrade"', () => {
  const end = endOfSuite();
  let server: TestServer;
  before(async () => {
    server = await startTestServer(end);
  });

  test('passes at the server itself and behind a proxy that passes everything on', async (t) => {
    const { url: front } = await startFront(t, server.url);

    for (const url of [server.url, front]) {
      const found = await runCheck(upgrade, url);

      assert.deepEqual(
        [found.verdict, found.said],
        ['passed', 'without a token: accepted; query: whole; Authorization: whole; subprotocol: whole'],
      );
    }
  });

  test('a proxy that drops the Upgrade header is told to pass it on', async (t) => {
    const found = await runCheck(upgrade, (await startFront(t, server.url, { dropsUpgrade: true })).url);

    assertFailed(
      upgrade,
      found,
      /^without a token: 502 by something in front of the server; query: whole/,
      /proxy_set_header Upgrade/,
    );
  });

  test('a proxy with room for a head of 1 KB is told to allow more', async (t) => {
    const found = await runCheck(upgrade, (await startFront(t, server.url, { maxHeaderBytes: 1_024 })).url);

    assertFailed(upgrade, found, /query: 431 by something in front/, /large_client_header_buffers 4 8k/);
  });

  for (const [name, lost] of [
    ['authorization', /Authorization: the token did not arrive/],
    ['sec-websocket-protocol', /subprotocol: the token did not arrive/],
  ] as const) {
    test(`a proxy that strips ${name} is found: the server accepts the upgrade without a token`, async (t) => {
      const headers: FrontOptions['headers'] = (given) => ({ ...given, [name]: undefined });

      const found = await runCheck(upgrade, (await startFront(t, server.url, { headers })).url);

      assertFailed(upgrade, found, lost, new RegExp(name, 'i'));
      assert.match(found.said, /query: whole/);
    });
  }

  test('a proxy that cuts long addresses is found by the reason of the server', async (t) => {
    const { url: front } = await startFront(t, server.url, { path: (path) => path.slice(0, 1_024) });

    const found = await runCheck(upgrade, front);

    assertFailed(upgrade, found, /query: changed or cut on its way \(malformed\)/, /query of the address unchanged/);
  });

  test('a page in place of the server’s answer is a failure', async (t) => {
    const { url: front } = await startFront(t, server.url, {
      dropsUpgrade: true,
      answer: (_, response) => {
        response.writeHead(403, { 'content-type': 'text/html', server: 'a firewall' }).end('<h1>Forbidden</h1>');
        return true;
      },
    });

    assertFailed(
      upgrade,
      await runCheck(upgrade, front),
      /403 by something in front of the server \(a firewall\)/,
      /firewall/,
    );
  });

  test('an address that nobody answers at fails with one line that names it, and nothing of the token', async () => {
    const found = await runCheck(upgrade, 'http://127.0.0.1:9');

    assertFailed(
      upgrade,
      found,
      /^127\.0\.0\.1:9: nothing listens there \(connection refused\)$/,
      /See the check "reach"/,
    );
  });

  test('it uses three of the refused connects that an address has, and warns when none are left', async (t) => {
    const strict = await startTestServer(t, { CONNECTS_REFUSED_PER_MINUTE: String(2 * REFUSED_CONNECTS) });

    const verdicts = [];
    for (let run = 0; run < 3; run += 1) verdicts.push((await runCheck(upgrade, strict.url)).verdict);

    assert.equal(REFUSED_CONNECTS, 3);
    assert.deepEqual(verdicts, ['passed', 'passed', 'warned']);
  });
});
