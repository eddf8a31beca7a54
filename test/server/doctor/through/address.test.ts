import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { address, judgeSeen } from '../../../../src/server/doctor/through/address.ts';
import { type FrontOptions, startFront } from '../../../support/server/front.ts';
import { type Ending, endOfSuite, startTestServer, type TestServer } from '../../../support/test-server.ts';
import { assertFailed, runCheck } from './run-check.ts';

describe('the check "address"', () => {
  const end = endOfSuite();
  let trusting: TestServer;
  let untrusting: TestServer;
  before(async () => {
    trusting = await startTestServer(end, { TRUSTED_PROXIES: '127.0.0.1' });
    untrusting = await startTestServer(end);
  });

  /** What the check finds behind a trusted proxy that passes on such headers. */
  async function findBehind(t: Ending, headers: FrontOptions['headers']) {
    const front = await startFront(t, trusting.url, headers === undefined ? {} : { headers });
    return runCheck(address, front.url);
  }

  test('passes at the server itself', async () => {
    const found = await runCheck(address, untrusting.url);

    assert.deepEqual([found.verdict, found.said], ['passed', 'the server sees 127.0.0.2, this machine’s own address']);
  });

  test('passes behind a trusted proxy that replaces the header, and behind one that appends to it', async (t) => {
    const append: FrontOptions['headers'] = (headers, client) => ({
      ...headers,
      'x-forwarded-for': [headers['x-forwarded-for'], client].flat().filter(Boolean).join(', '),
    });

    for (const headers of [undefined, append]) {
      const found = await findBehind(t, headers);

      assert.equal(found.verdict, 'passed', found.said);
    }
  });

  test('fails where a trusted proxy passes on the client’s own header: a client could have any address', async (t) => {
    const found = await findBehind(t, (headers) => ({ ...headers }));

    assertFailed(
      address,
      found,
      /^a client that sends X-Forwarded-For is taken for 198\.51\.100\.7/,
      /TRUSTED_PROXIES only proxies/,
    );
  });

  test('fails where a trusted proxy adds its own address in front of the client’s', async (t) => {
    const prepend: FrontOptions['headers'] = (headers, client) => ({
      ...headers,
      'x-forwarded-for': [client, headers['x-forwarded-for']].flat().filter(Boolean).join(', '),
    });

    assertFailed(address, await findBehind(t, prepend), /taken for 198\.51\.100\.7/);
  });

  test('fails where a proxy makes X-Forwarded-For of the client’s Forwarded', async (t) => {
    const translate: FrontOptions['headers'] = (headers, client) => ({
      ...headers,
      'x-forwarded-for': /for=([\d.]+)/.exec(String(headers.forwarded))?.[1] ?? client,
    });

    assertFailed(address, await findBehind(t, translate), /sends Forwarded and X-Real-IP is taken for 198\.51\.100\.7/);
  });

  test('warns where the server does not trust the proxy: all clients would share its address', async (t) => {
    const front = await startFront(t, untrusting.url);

    for (const url of [front.url, front.url.replace('127.0.0.1', 'localhost')]) {
      const found = await runCheck(address, url);

      assert.ok(found.verdict === 'warned', found.said);
      assert.match(found.said, /^the server sees 127\.0\.0\.1, which is a proxy’s address/);
      assert.match(found.fix ?? '', /TRUSTED_PROXIES=127\.0\.0\.1/);
    }
  });

  test('fails at a server that has no such route', async (t) => {
    const front = await startFront(t, untrusting.url, { path: () => '/nowhere' });

    assertFailed(address, await runCheck(address, front.url), /^\/address answered 404 NOT_FOUND by the server$/);
  });
});

test('an address that no header changes is judged by both ends of the connection', () => {
  const [own, proxy] = ['192.0.2.10', '203.0.113.5'];
  const verdictOf = (seen: string, local = own, remote = proxy) => judgeSeen({ seen, local, remote }).verdict;

  assert.equal(verdictOf(own), 'passed');
  assert.equal(verdictOf(own, `::ffff:${own}`), 'passed');
  assert.equal(verdictOf('198.51.100.20', '10.0.0.9'), 'passed', 'behind address translation');
  assert.equal(verdictOf(proxy, '10.0.0.9'), 'warned', 'the proxy’s public address');
  for (const inside of ['10.1.2.3', '172.31.0.1', '192.168.1.1', '100.64.0.1', '127.0.0.1', '::1', 'fd00::1']) {
    assert.equal(verdictOf(inside), 'warned', `${inside}, and the address is public`);
  }
  assert.equal(verdictOf('10.1.2.3', '172.17.0.2', '10.0.0.1'), 'passed', 'all within one company');
});
