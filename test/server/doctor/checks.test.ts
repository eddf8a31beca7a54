import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { test } from 'node:test';
import { CHECKS } from '../../../src/server/doctor/checks.ts';
import { isOwn } from '../../../src/server/doctor/local/ports.ts';
import { makeCertificateChain } from '../../support/certificate-chain.ts';
import type { Ending } from '../../support/test-server.ts';

const LONG_ENOUGH = AbortSignal.timeout(60_000);

test('every check has an id of its own, a claim, and what to do, as sentences', () => {
  assert.equal(new Set(CHECKS.map(({ id }) => id)).size, CHECKS.length);
  for (const { id, claim, fix } of CHECKS) {
    assert.match(id, /^[a-z]+(-[a-z]+)*$/);
    assert.match(claim, /^[A-Z].*\.$/, id);
    assert.match(fix, /^[A-Z][a-z]+ .*\.$/, id);
  }
});

test('a check that ignores the configuration needs nothing, and one of AWS or of the address needs the network', () => {
  for (const check of CHECKS) {
    if ('ignoresConfig' in check) assert.deepEqual(check.needs, [], check.id);
    if (check.needs.includes('aws') || check.needs.includes('url'))
      assert.ok(check.needs.includes('network'), check.id);
  }
});

async function listening(t: Ending, server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(async () => void server.close());
  return (server.address() as AddressInfo).port;
}

const HEALTHY: RequestListener = (_, response) => void response.end('{"status":"healthy"}');

for (const [what, answer, expected] of [
  ['a healthy Rostrum', HEALTHY, true],
  ['another status', (_, response) => void response.writeHead(503).end('{"status":"healthy"}'), false],
  ['another document', (_, response) => void response.end('{"status":"ok"}'), false],
  ['no JSON', (_, response) => void response.end('<html>'), false],
  ['null', (_, response) => void response.end('null'), false],
  ['far too much', (_, response) => void response.end(' '.repeat(100_000)), false],
  ['a connection that is lost', (_, response) => void response.write('{', () => response.destroy()), false],
] as readonly [string, RequestListener, boolean][]) {
  test(`ports: ${what} is ${expected ? '' : 'not '}recognised as the server`, async (t) => {
    const port = await listening(t, createServer(answer));

    assert.equal(await isOwn(`http://127.0.0.1:${port}`, LONG_ENOUGH), expected);
  });
}

test('ports: a server with TLS is recognised, whoever signed its certificate; one without is not', async (t) => {
  const { cert, key } = await makeCertificateChain(t);
  const secure = await listening(t, createTlsServer({ cert, key }, HEALTHY));
  const plain = await listening(t, createServer(HEALTHY));

  assert.equal(await isOwn(`https://127.0.0.1:${secure}`, LONG_ENOUGH), true);
  assert.equal(await isOwn(`https://127.0.0.1:${plain}`, LONG_ENOUGH), false);
});
