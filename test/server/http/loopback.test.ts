import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isLoopbackHost, parseHostName } from '../../../src/protocol/loopback.ts';
import { isLoopbackAddress } from '../../../src/server/http/loopback.ts';

test('loopback addresses are known in every spelling', () => {
  assert.ok(isLoopbackAddress('127.0.0.1'));
  assert.ok(isLoopbackAddress('::1'));
  assert.ok(isLoopbackAddress('0000:0000:0000:0000:0000:0000:0000:0001'));
  assert.ok(isLoopbackAddress('::ffff:127.0.0.1'));
  for (const stranger of ['10.0.0.1', '127.evil.example', '::ffff:10.0.0.1', '', '::2']) {
    assert.ok(!isLoopbackAddress(stranger), stranger);
  }
});

test('a Host header is of this machine by a loopback name or address alone, whatever else is written around one', () => {
  for (const host of ['localhost', 'LOCALHOST:8080', '127.0.0.1', '127.1.2.3:1', '[::1]:8080']) {
    assert.ok(isLoopbackHost(host), host);
  }
  for (const host of [
    '',
    'evil.example',
    'localhost.evil.example',
    '192.168.0.7',
    'localhost@evil.example',
    'evil.example/localhost',
    'localhost,evil.example',
    'not a host',
    '[::1',
    '?',
  ]) {
    assert.ok(!isLoopbackHost(host), host);
  }
  assert.equal(parseHostName('Rostrum.Example:9090'), 'rostrum.example');
  assert.equal(parseHostName('a b'), undefined);
});
