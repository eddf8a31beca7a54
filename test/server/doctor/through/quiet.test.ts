import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quiet, quietFor } from '../../../../src/server/doctor/through/quiet.ts';
import { startFront } from '../../../support/server/front.ts';
import { startTestServer } from '../../../support/test-server.ts';
import { assertFailed, runCheck } from './run-check.ts';

test('the check "quiet" waits 130 s, longer than proxies do, and only with --slow', () => {
  assert.match(quiet.claim, /for 130 s/);
  assert.ok(quiet.needs.includes('slow'));
  assert.equal(quiet.timeoutMs, 140_000);
});

test('it passes where the socket is open afterwards, and fails where it is cut or does not answer', async (t) => {
  const server = await startTestServer(t, { PING_INTERVAL_MS: '100', IDLE_TIMEOUT_MS: '60000' });

  await t.test('open, and the pings are counted', async (one) => {
    const found = await runCheck(quietFor(350), (await startFront(one, server.url)).url);

    assert.equal(found.verdict, 'passed', found.said);
    assert.match(found.said, /^open after 0\.35 s, kept by [1-9]\d* pings of the server$/);
  });

  await t.test('a proxy that closes idle sockets is found at once, with its setting', async (one) => {
    // No pong either: it counts only what clients send of themselves, as an inspecting proxy does.
    const front = await startFront(one, server.url, { idleMs: 30, onFrames: () => Buffer.alloc(0) });

    const found = await runCheck(quietFor(60_000), front.url);

    assertFailed(
      quiet,
      found,
      /^cut after 0 s without a word \(code 1006\), \d+ pings of the server had come$/,
      /proxy_read_timeout.*timeout tunnel/,
    );
  });

  await t.test('a socket that is open here alone is found by its silence', async (one) => {
    const time = new AbortController();
    const onFrames = (bytes: Buffer) => {
      // A masked text frame: the question at the end.
      if (bytes[0] === 0x81) time.abort();
      return Buffer.alloc(0);
    };

    const found = await runCheck(quietFor(10), (await startFront(one, server.url, { onFrames })).url, {
      signal: time.signal,
    });

    assertFailed(quiet, found, /^no heartbeatAck came in time$/);
  });
});
