import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sendRaw } from '../proxies/raw-request.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

const SIGNATURE = '\r\n\r\n\0\r\nQUIT\n';
const REFUSED_PER_MINUTE = 5;

/** Version 2, TCP over IPv4, from this address to 127.0.0.1; without one: the proxy itself is asking. */
function proxyHeader(source?: string): string {
  if (source === undefined) return `${SIGNATURE}\x20\0\0\0`;
  const address = source.split('.').map((part) => String.fromCharCode(Number(part)));
  return `${SIGNATURE}\x21\x11\0\x0c${address.join('')}\x7f\0\0\x01\x10\0\x1f\x90`;
}

async function statusOf(server: TestServer, proxied: string, path: string, headers = ''): Promise<number | undefined> {
  const { statuses } = await sendRaw(server.url, [`${proxied}GET ${path} HTTP/1.1\r\nHost: x\r\n${headers}\r\n`]);
  return statuses[0];
}

const UPGRADE =
  'Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n';

/** The statuses of more refused connects than one address may try. */
async function refusals(server: TestServer, headerOf: (i: number) => string, more = ''): Promise<Set<unknown>> {
  const seen = new Set<unknown>();
  for (let i = 0; i < 2 * REFUSED_PER_MINUTE; i += 1) {
    seen.add(await statusOf(server, headerOf(i), '/?token=nonsense', `${UPGRADE}${more}`));
  }
  return seen;
}

const start = (t: Parameters<typeof startTestServer>[0], trusted: string) =>
  startTestServer(t, {
    TRUSTED_PROXIES: trusted,
    CONNECTS_REFUSED_PER_MINUTE: String(REFUSED_PER_MINUTE),
  });

test('PROXY protocol: its address disguises nobody, trusted proxy or not: a client can write a header before each request', async (t) => {
  for (const trusted of ['', '127.0.0.1']) {
    const server = await start(t, trusted);

    assert.deepEqual(await refusals(server, (i) => proxyHeader(`203.0.113.${i}`)), new Set([401, 429]), trusted);
  }
});

test('PROXY protocol: X-Forwarded-For of a trusted proxy is read as it is without', async (t) => {
  const server = await start(t, '127.0.0.1');
  const seen = new Set<unknown>();

  for (let i = 0; i < 2 * REFUSED_PER_MINUTE; i += 1) {
    const headers = `${UPGRADE}X-Forwarded-For: 203.0.113.${i}\r\n`;
    seen.add(await statusOf(server, proxyHeader('198.51.100.7'), '/?token=nonsense', headers));
  }

  assert.deepEqual(seen, new Set([401]));
});

test('PROXY protocol: who comes through it is no program of this machine; the proxy’s own checks are', async (t) => {
  const server = await start(t, '');
  const path = '/@connections/nobody';

  assert.equal(await statusOf(server, '', path), 410);
  assert.equal(await statusOf(server, proxyHeader(), path), 410);
  for (const source of ['203.0.113.9', '127.0.0.1']) {
    assert.equal(await statusOf(server, proxyHeader(source), path), 403);
  }
});

test('on a server that listens on IPv6 and IPv4 alike an IPv4 caller has its own address', async (t) => {
  const server = await startTestServer(t, {
    HOST: '::',
    TRUSTED_PROXIES: '127.0.0.1',
    CONNECTS_REFUSED_PER_MINUTE: '2',
  });

  assert.equal(await statusOf(server, '', '/@connections/nobody'), 410, 'a program of this machine');
  const seen = new Set<unknown>();
  for (let i = 0; i < 5; i += 1) {
    seen.add(await statusOf(server, '', '/?token=nonsense', `${UPGRADE}X-Forwarded-For: 203.0.113.${i}\r\n`));
  }
  assert.deepEqual(seen, new Set([401]), 'a trusted proxy');
});
