import assert from 'node:assert/strict';
import test from 'node:test';
import { toAddress } from '../../../src/integrations/transcribe/endpoint-address.ts';

test('a port left out of the endpoint is that of its scheme', () => {
  assert.deepEqual(toAddress(new URL('http://localhost')), {
    host: 'localhost',
    port: 80,
    secure: false,
    servername: 'localhost',
  });
  assert.equal(toAddress(new URL('https://localhost')).port, 443);
  assert.equal(toAddress(new URL('https://localhost:8443')).port, 8443);
});

test('an IPv6 address loses its brackets, and no address is a TLS server name', () => {
  assert.deepEqual(toAddress(new URL('https://[::1]:9')), { host: '::1', port: 9, secure: true });
  assert.deepEqual(toAddress(new URL('http://127.0.0.1:9')), { host: '127.0.0.1', port: 9, secure: false });
});
