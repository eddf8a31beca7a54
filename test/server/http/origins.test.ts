import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isOriginAllowed } from '../../../src/server/http/origins.ts';

const embedded = { mode: 'embedded', host: '127.0.0.1', allowedOrigins: ['https://talks.example'] } as const;
const aws = { ...embedded, mode: 'aws' } as const;

test('no origin is no browser, and passes', () => {
  assert.equal(isOriginAllowed('', 'rostrum.example', aws), true);
});

test('configured origins and the same origin pass, others do not', () => {
  assert.equal(isOriginAllowed('https://talks.example', 'rostrum.example', aws), true);
  assert.equal(isOriginAllowed('https://rostrum.example', 'rostrum.example', aws), true);
  assert.equal(isOriginAllowed('https://evil.example', 'rostrum.example', aws), false);
  assert.equal(isOriginAllowed('null', 'rostrum.example', aws), false);
});

test('any loopback origin passes in embedded mode only', () => {
  for (const origin of ['http://localhost:5173', 'http://127.0.0.1:3000', 'http://[::1]:80']) {
    assert.equal(isOriginAllowed(origin, '127.0.0.1:8080', embedded), true, origin);
    assert.equal(isOriginAllowed(origin, 'rostrum.example', aws), false, origin);
  }
});

test('a name that only looks like a loopback address is a stranger’s', () => {
  for (const origin of ['http://127.0.0.1.evil.example', 'http://127.evil.example', 'http://localhost.evil.example']) {
    assert.equal(isOriginAllowed(origin, '127.0.0.1:8080', embedded), false, origin);
  }
});

test('on loopback alone, a page of a name that leads to this machine does not pass as the same origin (DNS rebinding)', () => {
  for (const host of ['127.0.0.1', '::1', 'localhost']) {
    const closed = { ...embedded, host };
    assert.equal(isOriginAllowed('http://evil.example:8080', 'evil.example:8080', closed), false, host);
    // An address is no name: nobody can let it lead elsewhere. A forwarded port, such as of ssh, is asked for by one.
    assert.equal(isOriginAllowed('http://192.168.0.7:8080', '192.168.0.7:8080', closed), true, host);
    assert.equal(isOriginAllowed('http://[fe80::1]:8080', '[fe80::1]:8080', closed), true, host);
    assert.equal(isOriginAllowed('http://192.168.0.7:8080', '192.168.0.8:8080', closed), false, host);
  }
});

test('a server in embedded mode that its operator has opened takes its own pages, by an address or a name that nobody can own', () => {
  for (const host of ['0.0.0.0', '::', '192.168.0.7', 'hall.local']) {
    const open = { ...embedded, host };
    assert.equal(isOriginAllowed('http://hall.local:8080', 'hall.local:8080', open), true, host);
    assert.equal(isOriginAllowed('http://hall:8080', 'hall:8080', open), true, host);
    assert.equal(isOriginAllowed('http://rostrum.home.arpa', 'rostrum.home.arpa', open), true, host);
    // Behind a port that is published on loopback only, such a name may be a foreign page's.
    assert.equal(isOriginAllowed('http://evil.example:8080', 'evil.example:8080', open), false, host);
    assert.equal(isOriginAllowed('http://local.evil.example', 'local.evil.example', open), false, host);
    assert.equal(isOriginAllowed('http://192.168.0.7:8080', '192.168.0.7:8080', open), true, host);
    assert.equal(isOriginAllowed('http://evil.example', 'hall.local:8080', open), false, host);
    assert.equal(isOriginAllowed('http://hall.local:81', 'hall.local:8080', open), false, host);
    assert.equal(isOriginAllowed('null', 'hall.local:8080', open), false, host);
  }
});

test('a subdomain, another port or another scheme is another origin', () => {
  for (const origin of [
    'https://a.talks.example',
    'https://talks.example:8443',
    'http://talks.example',
    'talks.example',
  ]) {
    assert.equal(isOriginAllowed(origin, 'rostrum.example', aws), false, origin);
  }
});
