import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isOriginAllowed } from '../../../src/server/http/origins.ts';

const embedded = { mode: 'embedded', allowedOrigins: ['https://talks.example'] } as const;
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

test('in embedded mode a page of a name that leads to this machine does not pass as the same origin (DNS rebinding)', () => {
  assert.equal(isOriginAllowed('http://evil.example:8080', 'evil.example:8080', embedded), false);
  assert.equal(isOriginAllowed('http://192.168.0.7:8080', '192.168.0.7:8080', embedded), true);
  assert.equal(isOriginAllowed('http://[fe80::1]:8080', '[fe80::1]:8080', embedded), true);
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
