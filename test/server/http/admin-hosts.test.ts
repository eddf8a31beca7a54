import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isAdminHost } from '../../../src/server/http/admin-hosts.ts';

const LOOPBACK = { adminHost: '127.0.0.1', adminAllowedHosts: [] };
const EVERYWHERE = { adminHost: '0.0.0.0', adminAllowedHosts: [] };

test('an address or a loopback name is right wherever the port listens, with any port or none', () => {
  for (const config of [LOOPBACK, EVERYWHERE, { ...LOOPBACK, adminHost: '::' }]) {
    for (const host of ['127.0.0.1:9090', 'localhost', 'LOCALHOST:1', '[::1]:9090', '10.1.2.3:9090', '[2001:db8::1]']) {
      assert.ok(isAdminHost(host, config), host);
    }
  }
});

test('a name of somebody else’s that leads here is wrong, and so is what is no host at all', () => {
  for (const config of [LOOPBACK, EVERYWHERE]) {
    for (const host of [
      'evil.example',
      'evil.example:9090',
      '127.0.0.1.evil.example',
      'localhost.evil.example',
      'a b',
      'evil.example/localhost',
      'localhost@evil.example',
      'localhost,evil.example',
      '127.0.0.1:port',
    ]) {
      assert.ok(!isAdminHost(host, config), host);
    }
  }
});

test('a name without a dot, as a service has in a container network, is right where the port listens for others', () => {
  assert.ok(isAdminHost('server:9090', EVERYWHERE));
  assert.ok(!isAdminHost('server:9090', LOOPBACK));
  assert.ok(!isAdminHost('server:9090', { ...LOOPBACK, adminHost: '::1' }));
  assert.ok(!isAdminHost('server:9090', { ...LOOPBACK, adminHost: 'localhost' }));
});

test('configured names and the one it listens at are right, in any case', () => {
  const config = { adminHost: 'Rostrum.internal', adminAllowedHosts: ['metrics.example'] };

  for (const host of ['rostrum.internal:9090', 'METRICS.example']) assert.ok(isAdminHost(host, config), host);
  assert.ok(!isAdminHost('other.metrics.example', config));
});

test('without a Host it is a probe of HTTP/1.0 that asks, no browser', () => {
  assert.ok(isAdminHost(undefined, LOOPBACK));
  assert.ok(isAdminHost('', LOOPBACK));
});
