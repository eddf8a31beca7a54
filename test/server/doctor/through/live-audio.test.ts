import assert from 'node:assert/strict';
import { test } from 'node:test';
import { liveAudio } from '../../../../src/server/doctor/through/live-audio.ts';
import { until } from '../../../../testkit/until.ts';
import { startFront } from '../../../support/server/front.ts';
import { startTestServer, type TestServer } from '../../../support/test-server.ts';
import { assertFailed, runCheck } from './run-check.ts';

const BINARY = 0x82;

/** Rejects when a session stays. */
const noSessionLeft = ({ running }: TestServer) =>
  until('no session is left', () => running.parts.sessions.host.count === 0);

test('the check "live-audio" makes a session, is heard, and leaves no session behind', async (t) => {
  const server = await startTestServer(t);

  await t.test('passes at the server and behind a proxy', async (one) => {
    for (const url of [server.url, (await startFront(one, server.url)).url]) {
      const found = await runCheck(liveAudio, url, { token: await server.token('doctor') });

      assert.deepEqual(
        [found.verdict, found.said],
        ['passed', 'session made, 3200 bytes of silence acknowledged, session ended'],
      );
      await noSessionLeft(server);
    }
  });

  await t.test('fails with a token that has expired', async () => {
    const found = await runCheck(liveAudio, server.url, { token: await server.token('doctor', { expiresIn: -1 }) });

    assertFailed(liveAudio, found, /^the upgrade was answered 401 INVALID_TOKEN by the server$/, /fresh token/);
  });

  await t.test('fails with the token of somebody who is speaking, and does not interrupt', async () => {
    const { speaker } = await server.speaker('ada');

    const found = await runCheck(liveAudio, server.url, { token: await server.token('ada') });

    assertFailed(liveAudio, found, /409 SESSION_EXISTS by the server$/, /not speaking now/);
    assert.equal(speaker.socket.readyState, speaker.socket.OPEN);
    speaker.send({ action: 'endSession' });
    await speaker.closed;
  });

  await t.test('ends its session when its time is over before the chunk is acknowledged', async (one) => {
    const time = new AbortController();
    const onFrames = (bytes: Buffer) => {
      if (bytes[0] !== BINARY) return bytes;
      time.abort();
      return Buffer.alloc(0);
    };
    const front = await startFront(one, server.url, { onFrames });

    const found = await runCheck(liveAudio, front.url, { token: await server.token('doctor'), signal: time.signal });

    assertFailed(liveAudio, found, /^no audioReceived or error came in time$/);
    await noSessionLeft(server);
  });
});
