import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findExposure } from '../../../src/server/boot/exposure.ts';

for (const host of [
  '0.0.0.0',
  '::',
  '192.168.1.7',
  'fd00::7',
  '::ffff:10.0.0.7',
  'server.internal',
  'localhost.example.com',
]) {
  test(`in embedded mode HOST=${host} opens /dev/tokens to the network, and one line says so`, () => {
    assert.match(
      findExposure({ mode: 'embedded', host }) ?? '',
      /^HOST is not loopback, .*anybody .* can be any user\. Set HOST=127\.0\.0\.1, or ROSTRUM_MODE=aws$/,
    );
  });
}

for (const host of ['127.0.0.1', '127.8.0.1', '::1', '::ffff:127.0.0.1', 'localhost']) {
  test(`in embedded mode HOST=${host} opens nothing`, () => {
    assert.equal(findExposure({ mode: 'embedded', host }), undefined);
  });
}

test('AWS mode has no /dev/tokens to open', () => {
  assert.equal(findExposure({ mode: 'aws', host: '0.0.0.0' }), undefined);
});
