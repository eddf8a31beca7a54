import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keepAlive } from '../../../../src/server/doctor/through/keep-alive.ts';
import { startFront } from '../../../support/server/front.ts';
import { startTestServer } from '../../../support/test-server.ts';
import { assertFailed, runCheck } from './run-check.ts';

test('the check "keep-alive" passes at the server, and fails where a 204 is answered wrongly', async (t) => {
  const server = await startTestServer(t);

  await t.test('passes at the server and behind a proxy that passes everything on', async (one) => {
    for (const url of [server.url, (await startFront(one, server.url)).url]) {
      const found = await runCheck(keepAlive, url);

      assert.deepEqual([found.verdict, found.said], ['passed', '204, 204 and 200 on one connection']);
    }
  });

  await t.test('fails where a 204 has content', async (one) => {
    const front = await startFront(one, server.url, {
      answer: ({ method, socket }) => {
        if (method === 'OPTIONS') socket.write('HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\nno');
        return method === 'OPTIONS';
      },
    });

    assertFailed(
      keepAlive,
      await runCheck(keepAlive, front.url),
      /a 204 came with Content-Length 2|^after \d of 3 answers/,
      /without content/,
    );
  });

  await t.test('fails where the second request on the connection is not answered', async (one) => {
    const time = new AbortController();
    let asked = 0;
    const front = await startFront(one, server.url, {
      answer: () => {
        asked += 1;
        if (asked === 2) time.abort();
        return asked === 2;
      },
    });

    const found = await runCheck(keepAlive, front.url, { signal: time.signal });

    assertFailed(keepAlive, found, /^after 1 of 3 answers: .*no answer in time$/);
  });

  await t.test('fails where something in front answers preflights itself', async (one) => {
    const front = await startFront(one, server.url, {
      answer: ({ method }, response) => {
        if (method === 'OPTIONS') response.writeHead(200, { server: 'a gateway' }).end('{}');
        return method === 'OPTIONS';
      },
    });

    assertFailed(
      keepAlive,
      await runCheck(keepAlive, front.url),
      /^OPTIONS answered 200 by something in front of the server \(a gateway\) instead of 204$/,
    );
  });

  await t.test('warns where the connection is closed after each answer', async (one) => {
    const front = await startFront(one, server.url, {
      answer: (_, response) => {
        response.setHeader('connection', 'close');
        return false;
      },
    });

    const found = await runCheck(keepAlive, front.url);

    assert.equal(found.verdict, 'warned', found.said);
  });
});
