import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reach } from '../../../../src/server/doctor/through/reach.ts';
import { makeCertificate } from '../../../support/certificate.ts';
import { startFront } from '../../../support/server/front.ts';
import { startTestServer } from '../../../support/test-server.ts';
import { assertFailed, runCheck } from './run-check.ts';

test('the check "reach" passes where Rostrum answers, and says what answers otherwise', async (t) => {
  const server = await startTestServer(t);

  await t.test('passes at the server', async () => {
    const found = await runCheck(reach, server.url);

    assert.deepEqual([found.verdict, found.said], ['passed', 'healthy and ready, in embedded mode']);
  });

  await t.test('a redirect fails with the address that it leads to, without its query', async (one) => {
    const front = await startFront(one, server.url, {
      answer: (_, response) => {
        response.writeHead(301, { location: 'https://rostrum.example.org/?token=hunter2' }).end();
        return true;
      },
    });

    const found = await runCheck(reach, front.url);

    assertFailed(
      reach,
      found,
      /^301 sends the request on to https:\/\/rostrum\.example\.org\/: give the address that is really used$/,
    );
  });

  await t.test('another program’s page fails', async (one) => {
    const front = await startFront(one, server.url, {
      answer: (_, response) => {
        response.writeHead(200, { server: 'Apache' }).end('<h1>It works!</h1>');
        return true;
      },
    });

    assertFailed(
      reach,
      await runCheck(reach, front.url),
      /^\/healthz answered 200 by something in front of the server \(Apache\)$/,
    );
  });

  await t.test('a server that is not ready is a warning with its reasons', async (one) => {
    const front = await startFront(one, server.url, {
      answer: ({ url }, response) => {
        if (url === '/readyz') response.writeHead(503).end('{"status":"unready","reasons":["draining"]}');
        return url === '/readyz';
      },
    });

    const found = await runCheck(reach, front.url);

    assert.deepEqual([found.verdict, found.said], ['warned', 'the server is not ready: draining']);
  });

  await t.test(
    'a certificate that is not trusted, and plain HTTP where TLS is expected, fail with the check that says more',
    async (one) => {
      const { certFile, keyFile } = await makeCertificate(one);
      const plain = await startFront(one, server.url);
      const secure = await startTestServer(one, { TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile });

      assertFailed(
        reach,
        await runCheck(reach, secure.url),
        /TLS fails \(DEPTH_ZERO_SELF_SIGNED_CERT\); the check "certificate" says more$/,
      );
      assertFailed(
        reach,
        await runCheck(reach, plain.url.replace('http:', 'https:')),
        /TLS fails \(\w+\); the check "certificate" says more$/,
      );
    },
  );

  await t.test('a text of whoever answers does not control the terminal', async (one) => {
    const front = await startFront(one, server.url, {
      answer: ({ url }, response) => {
        if (url === '/readyz')
          response.writeHead(503).end(JSON.stringify({ reasons: ['\u001b[2J gone\n ok  \u202eall'] }));
        return url === '/readyz';
      },
    });

    assert.equal((await runCheck(reach, front.url)).said, 'the server is not ready: [2J gone ok all');
  });

  await t.test('a name that is not there fails with it', async () => {
    assertFailed(
      reach,
      await runCheck(reach, 'https://rostrum.invalid'),
      /^rostrum\.invalid: (the name is not in the DNS|the DNS does not answer)$/,
    );
  });
});
