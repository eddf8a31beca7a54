import assert from 'node:assert/strict';
import { test } from 'node:test';
import { largeBody, largeFrame } from '../../../../src/server/doctor/through/large.ts';
import { startFront } from '../../../support/server/front.ts';
import { startTestServer } from '../../../support/test-server.ts';
import { assertFailed, runCheck } from './run-check.ts';

const SEEN_BYTES = 16_384;

test('the checks "large-frame" and "large-body" pass where the server says what is too large, and fail where a proxy does', async (t) => {
  const server = await startTestServer(t);

  await t.test('both pass at the server and behind a proxy that passes everything on', async (one) => {
    for (const url of [server.url, (await startFront(one, server.url)).url]) {
      const [frame, body] = [await runCheck(largeFrame, url), await runCheck(largeBody, url)];

      assert.deepEqual(
        [frame.verdict, frame.said],
        ['passed', '122880 bytes answered with PAYLOAD_TOO_LARGE, and the socket is open'],
      );
      assert.deepEqual(
        [body.verdict, body.said],
        ['passed', '122880 bytes answered 413 PAYLOAD_TOO_LARGE by the server'],
      );
    }
  });

  await t.test('both pass at a server with higher limits', async (one) => {
    const { url } = await startTestServer(one, { MAX_CONTROL_BYTES: '131072', MAX_BODY_BYTES: '200000' });

    const [frame, body] = [await runCheck(largeFrame, url), await runCheck(largeBody, url)];

    assert.deepEqual([frame.verdict, body.verdict], ['passed', 'passed'], `${frame.said} ${body.said}`);
  });

  await t.test('the frame fails where a proxy cuts a socket with a large message', async (one) => {
    let seen = 0;
    const onFrames = (bytes: Buffer) => {
      seen += bytes.length;
      return seen > SEEN_BYTES ? undefined : bytes;
    };

    const found = await runCheck(largeFrame, (await startFront(one, server.url, { onFrames })).url);

    assertFailed(largeFrame, found, /^the socket was cut before error or heartbeatAck came \(code 1006\)$/, /128 KB/);
  });

  await t.test('the body fails where a proxy answers 413 itself', async (one) => {
    const front = await startFront(one, server.url, {
      answer: (asked, response) => {
        asked.resume();
        response.writeHead(413, { server: 'nginx/1.22.1' }).end('<h1>413 Request Entity Too Large</h1>');
        return true;
      },
    });

    assertFailed(
      largeBody,
      await runCheck(largeBody, front.url),
      /^122880 bytes answered 413 by something in front of the server \(nginx\/1\.22\.1\)$/,
      /client_max_body_size 8m/,
    );
  });

  await t.test('the body fails where a proxy cuts the connection', async (one) => {
    const answer = ({ socket }: { readonly socket: { destroy(): void } }) => {
      socket.destroy();
      return true;
    };

    assertFailed(
      largeBody,
      await runCheck(largeBody, (await startFront(one, server.url, { answer })).url),
      /connection was cut/,
    );
  });
});
