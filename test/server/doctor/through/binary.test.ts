import assert from 'node:assert/strict';
import { test } from 'node:test';
import { binary } from '../../../../src/server/doctor/through/binary.ts';
import { startFront } from '../../../support/server/front.ts';
import { startTestServer } from '../../../support/test-server.ts';
import { assertFailed, runCheck } from './run-check.ts';

const BINARY = 0x82;
const TEXT = 0x81;

test('the check "binary" passes at the server and behind a proxy, and fails where frames are changed or stopped', async (t) => {
  const server = await startTestServer(t);

  await t.test('passes at the server and behind a proxy that passes everything on', async (one) => {
    for (const url of [server.url, (await startFront(one, server.url)).url]) {
      const found = await runCheck(binary, url);

      assert.deepEqual(
        [found.verdict, found.said],
        ['passed', '3200 bytes answered with CONNECTION_NOT_FOUND, as on a socket that has joined nothing'],
      );
    }
  });

  await t.test('fails where binary frames become text', async (one) => {
    const toText = (bytes: Buffer) => {
      if (bytes[0] === BINARY) bytes[0] = TEXT;
      return bytes;
    };

    const found = await runCheck(binary, (await startFront(one, server.url, { onFrames: toText })).url);

    assertFailed(binary, found, /cut before error came/, /unchanged/);
  });

  await t.test('fails where a binary frame ends the socket', async (one) => {
    const { url: front } = await startFront(one, server.url, {
      onFrames: (bytes) => (bytes[0] === BINARY ? undefined : bytes),
    });

    assertFailed(binary, await runCheck(binary, front), /^the socket was cut before error came \(code 1006\)$/);
  });

  await t.test('fails where frames are swallowed, when its time is over, and closes its socket', async (one) => {
    const time = new AbortController();
    const onFrames = () => {
      time.abort();
      return Buffer.alloc(0);
    };

    const found = await runCheck(binary, (await startFront(one, server.url, { onFrames })).url, {
      signal: time.signal,
    });

    assertFailed(binary, found, /^no error came in time$/);
  });

  await t.test('fails where the upgrade is refused', async (one) => {
    const found = await runCheck(binary, (await startFront(one, server.url, { dropsUpgrade: true })).url);

    assertFailed(binary, found, /the upgrade was answered 502 by something in front of the server/);
  });
});
