import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reachableHost } from '../../../src/server/boot/reachable-host.ts';

test('an address that stands for all networks is reached by loopback; any other is reached by itself', () => {
  for (const [host, reached] of [
    ['0.0.0.0', '127.0.0.1'],
    ['::', '127.0.0.1'],
    ['::1', '[::1]'],
    ['fd00::7', '[fd00::7]'],
    ['192.168.1.7', '192.168.1.7'],
    ['localhost', 'localhost'],
  ] as const) {
    assert.equal(reachableHost(host), reached);
    assert.equal(new URL(`http://${reachableHost(host)}:8080`).port, '8080');
  }
});
