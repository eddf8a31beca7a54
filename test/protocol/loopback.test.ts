import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isLocalRequest, isLoopbackHost, isLoopbackOrigin } from '../../src/protocol/loopback.ts';

test('a Host is of this machine when it is a loopback name with or without a port, in any case', () => {
  for (const host of ['localhost', 'LOCALHOST:8080', '127.0.0.1:9002', '127.8.9.1', '[::1]', '[::1]:80']) {
    assert.ok(isLoopbackHost(host), host);
  }
});

test('a Host that only contains a loopback name, or smuggles one in, is a stranger’s', () => {
  for (const host of [
    ...[undefined, '', ' ', 'evil.example', '127.0.0.1.evil.example', 'localhost.evil.example', 'evil.localhost'],
    ...['0.0.0.0', '[::]', '10.0.0.1', '127.0.0.1@evil.example', 'localhost/evil.example', 'localhost?', 'localhost#x'],
    ...['localhost, evil.example', 'localhost:http', 'localhost:99999', '[::1', 'x\u0000', '169.254.169.254'],
  ]) {
    assert.ok(!isLoopbackHost(host), String(host));
  }
});

test('an Origin counts by its name alone; a page without an origin of its own is nobody of this machine', () => {
  for (const origin of ['http://localhost:3000', 'https://127.0.0.1', 'http://[::1]:5173']) {
    assert.ok(isLoopbackOrigin(origin), origin);
  }
  for (const origin of ['null', '', 'localhost', 'http://evil.example', 'http://localhost.evil.example', 'file://']) {
    assert.ok(!isLoopbackOrigin(origin), origin);
  }
});

test('a program sends no Origin, and needs the right Host; a page needs both', () => {
  assert.equal(isLocalRequest('127.0.0.1:1', undefined), true);
  assert.equal(isLocalRequest('evil.example', undefined), false);
  assert.equal(isLocalRequest('localhost', 'http://localhost:3000'), true);
  assert.equal(isLocalRequest('localhost', 'http://evil.example'), false);
  assert.equal(isLocalRequest('localhost', ''), false);
});
