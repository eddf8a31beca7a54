import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Check } from '../../src/server/doctor/check.ts';
import { address } from '../../src/server/doctor/through/address.ts';
import { THROUGH_CHECKS } from '../../src/server/doctor/through/checks.ts';
import { delivery } from '../../src/server/doctor/through/delivery.ts';
import { largeBody } from '../../src/server/doctor/through/large.ts';
import { quietFor } from '../../src/server/doctor/through/quiet.ts';
import { reach } from '../../src/server/doctor/through/reach.ts';
import { upgrade } from '../../src/server/doctor/through/upgrade.ts';
import { assertFailed, runCheck } from '../server/doctor/through/run-check.ts';
import { examine } from '../support/doctor-process.ts';
import type { Exchange } from './derived-config.ts';
import { findProxy, type ProxyName } from './proxy.ts';
import { PROXIES, startRostrum } from './rostrum.ts';

type StartProxy = (typeof PROXIES)[number][1];

const KEY = { DELIVERY_ACCESS_KEY_ID: 'AKIADELIVERY', DELIVERY_SECRET_ACCESS_KEY: 'a-secret-for-deliveries' };
const IDS = THROUGH_CHECKS.map(({ id }) => id);

interface Mistake {
  readonly what: string;
  readonly exchanges: readonly Exchange[];
  readonly check: Check;
  readonly said: RegExp;
  readonly fix: RegExp;
}

/** What operators write, and what the doctor says of it. */
const MISTAKES: Readonly<Record<ProxyName, readonly Mistake[]>> = {
  nginx: [
    {
      what: 'HTTP/1.0 to the server, as it is by default',
      exchanges: [['proxy_http_version 1.1;', '']],
      check: reach,
      said: /./,
      fix: /proxy_http_version 1\.1/,
    },
    {
      what: 'a head of 1 KB',
      exchanges: [
        ['client_header_buffer_size 2k;', 'client_header_buffer_size 1k;'],
        ['large_client_header_buffers 4 8k;', 'large_client_header_buffers 4 1k;'],
      ],
      check: upgrade,
      said: /query: 414 by something in front of the server \(nginx.*Authorization: 400 by something/,
      fix: /large_client_header_buffers 4 8k/,
    },
    {
      what: 'a body of 64 KB',
      exchanges: [['client_max_body_size 8m;', 'client_max_body_size 64k;']],
      check: largeBody,
      said: /^122880 bytes answered 413 by something in front of the server \(nginx/,
      fix: /client_max_body_size 8m/,
    },
    {
      what: 'the client’s own X-Forwarded-For',
      exchanges: [['proxy_set_header X-Forwarded-For $remote_addr;', '']],
      check: address,
      said: /sends X-Forwarded-For is taken for 198\.51\.100\.7/,
      fix: /proxy_set_header X-Forwarded-For \$remote_addr/,
    },
    {
      what: 'a path that is decoded',
      exchanges: [['proxy_pass http://rostrum;', 'proxy_pass http://rostrum/;']],
      check: delivery,
      said: /^unsigned 403 ForbiddenException, signed 403 ForbiddenException$/,
      fix: /the path with its percent signs/,
    },
    {
      what: 'another Host',
      exchanges: [['proxy_set_header Host $http_host;', '']],
      check: delivery,
      said: /signed 403 ForbiddenException$/,
      fix: /Host with its port/,
    },
    {
      what: 'sockets that may be idle for a second',
      exchanges: [['proxy_read_timeout 75s;', 'proxy_read_timeout 1s;']],
      check: quietFor(20_000),
      said: /^cut after [1-5] s without a word \(code 1006\), 0 pings/,
      fix: /nginx proxy_read_timeout/,
    },
  ],
  HAProxy: [
    {
      what: 'buffers of 1 KB',
      exchanges: [['maxconn 16384', 'maxconn 16384\n    tune.bufsize 1536\n    tune.maxrewrite 512']],
      check: upgrade,
      said: /query: 400 by something in front of the server/,
      fix: /tune\.bufsize 16384/,
    },
    {
      what: 'the client’s own X-Forwarded-For',
      exchanges: [['    http-request set-header X-Forwarded-For %[src]\n', '']],
      check: address,
      said: /sends X-Forwarded-For is taken for 198\.51\.100\.7/,
      fix: /http-request set-header X-Forwarded-For %\[src\]/,
    },
    {
      what: 'sockets that may be idle for a second',
      exchanges: [['timeout tunnel 75s', 'timeout tunnel 1s']],
      check: quietFor(20_000),
      said: /^cut after [1-5] s without a word \(code 1006\), 0 pings/,
      fix: /HAProxy timeout tunnel/,
    },
  ],
};

/** The doctor as a command, with a proxy's configuration as it is shipped. */
async function findsNothing(t: TestContext, start: StartProxy): Promise<void> {
  const server = await startRostrum(t, KEY);
  const proxy = await start(t, { servers: [server.port] });
  const environment = { ...KEY, DOCTOR_TOKEN: await server.token('doctor') };

  const { code, report, said } = await examine(t, ['--slow', '--url', proxy.url, '--only', IDS.join()], environment);

  assert.equal(code, 0, JSON.stringify(said, undefined, 2));
  assert.deepEqual(report.counts, { passed: IDS.length, warned: 0, failed: 0, skipped: 0 }, JSON.stringify(said));
  assert.match(said.address ?? '', /the server sees 127\.0\.0\.2, this machine’s own address/);
}

async function warnsOfSharedAddress(t: TestContext, start: StartProxy): Promise<void> {
  const server = await startRostrum(t, { TRUSTED_PROXIES: '' });
  const proxy = await start(t, { servers: [server.port] });

  const found = await runCheck(address, proxy.url);

  assert.equal(found.verdict, 'warned', found.said);
}

async function findsMistakes(t: TestContext, start: StartProxy, mistakes: readonly Mistake[]): Promise<void> {
  const server = await startRostrum(t, { ...KEY, CONNECTS_REFUSED_PER_MINUTE: '1000' });
  for (const { what, exchanges, check, said, fix } of mistakes) {
    await t.test(what, async (one) => {
      const proxy = await start(one, { servers: [server.port], exchanges });

      assertFailed(check, await runCheck(check, proxy.url, { environment: KEY }), said, fix);
    });
  }
}

// One test, so that all of it passes during one silence.
test('the doctor, asking through a proxy', { concurrency: true }, async (t) => {
  const tests = PROXIES.flatMap(([name, start]) => {
    const options = findProxy(name);
    return [
      t.test(`${name} as it is shipped: nothing is to be mended, 130 s of silence included`, options, (one) =>
        findsNothing(one, start),
      ),
      t.test(`${name}, which the server does not trust: a warning that all clients count as one`, options, (one) =>
        warnsOfSharedAddress(one, start),
      ),
      t.test(`${name} with a mistake: each is found, with what to change`, options, (one) =>
        findsMistakes(one, start, MISTAKES[name]),
      ),
    ];
  });
  await Promise.all(tests);
});
