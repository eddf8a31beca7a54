import assert from 'node:assert/strict';
import { test } from 'node:test';
import { delivery } from '../../../../src/server/doctor/through/delivery.ts';
import { startFront } from '../../../support/server/front.ts';
import { startTestServer } from '../../../support/test-server.ts';
import { assertFailed, runCheck } from './run-check.ts';

const KEY = { DELIVERY_ACCESS_KEY_ID: 'AKIADELIVERY', DELIVERY_SECRET_ACCESS_KEY: 'a-secret-for-deliveries' };

test('the check "delivery" passes where the key alone opens the way, and fails where anything else does', async (t) => {
  const server = await startTestServer(t, KEY);
  const open = await startTestServer(t);
  const withKey = { environment: KEY };

  await t.test('passes at the server and behind a proxy that passes everything on', async (one) => {
    for (const url of [server.url, (await startFront(one, server.url)).url]) {
      const found = await runCheck(delivery, url, withKey);

      assert.deepEqual(
        [found.verdict, found.said],
        ['passed', 'unsigned 403 ForbiddenException, signed 410 GoneException'],
      );
    }
  });

  await t.test('passes at an address with a path, as behind a stage', async () => {
    const found = await runCheck(delivery, `${server.url}/prod`, withKey);

    assert.equal(found.verdict, 'passed', found.said);
  });

  await t.test('fails with another secret, and prints neither', async () => {
    const environment = { ...KEY, DELIVERY_SECRET_ACCESS_KEY: 'another-secret' };

    const found = await runCheck(delivery, server.url, { environment });

    assertFailed(
      delivery,
      found,
      /^unsigned 403 ForbiddenException, signed 403 ForbiddenException$/,
      /clocks.*Host.*path/,
    );
    assert.doesNotMatch(JSON.stringify([found, delivery.fix]), /another-secret|a-secret/);
  });

  await t.test('fails behind a proxy that decodes the path, or writes another Host', async (one) => {
    const decoding = await startFront(one, server.url, { path: decodeURIComponent });
    const renaming = await startFront(one, server.url, { headers: (headers) => ({ ...headers, host: 'inside:8080' }) });

    for (const { url } of [decoding, renaming]) {
      assertFailed(delivery, await runCheck(delivery, url, withKey), /signed 403 ForbiddenException$/);
    }
  });

  await t.test('names the clocks where they are far apart', async (one) => {
    const front = await startFront(one, server.url, {
      answer: (_, response) => {
        const date = new Date(Date.now() - 600_000).toUTCString();
        response.writeHead(403, { date, 'x-amzn-errortype': 'ForbiddenException' }).end();
        return true;
      },
    });

    const found = await runCheck(delivery, front.url, withKey);

    assertFailed(delivery, found, /; both clocks are (599|60\d) s apart$/, /^Set the clocks/);
  });

  await t.test('fails where the server has no key: anybody on its machine may deliver', async () => {
    assertFailed(
      delivery,
      await runCheck(delivery, open.url, withKey),
      /an unsigned delivery is accepted/,
      /Set DELIVERY_ACCESS_KEY_ID/,
    );
  });

  await t.test('warns where the proxy does not pass deliveries on', async (one) => {
    const front = await startFront(one, server.url, {
      answer: (_, response) => {
        response.writeHead(404).end();
        return true;
      },
    });

    const found = await runCheck(delivery, front.url, withKey);

    assert.equal(found.verdict, 'warned', found.said);
  });

  await t.test(
    'without a key it is skipped on this machine, and passes behind a proxy, where the server refuses',
    async (one) => {
      assert.equal((await runCheck(delivery, open.url)).verdict, 'skipped');
      assert.equal((await runCheck(delivery, (await startFront(one, open.url)).url)).verdict, 'passed');
    },
  );

  await t.test(
    'without a key it fails where a proxy hides itself: the server takes every caller for a local one',
    async (one) => {
      const hiding = await startFront(one, open.url, { headers: (headers) => ({ ...headers }) });
      // Reaches this machine too, and is no loopback address.
      const elsewhere = hiding.url.replace('127.0.0.1', '0.0.0.0');

      assert.equal((await runCheck(delivery, hiding.url)).verdict, 'skipped', 'at an address of this machine');
      assertFailed(delivery, await runCheck(delivery, elsewhere), /an unsigned delivery is answered 410 GoneException/);
    },
  );
});
