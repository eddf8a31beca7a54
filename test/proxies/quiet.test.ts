import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Ending } from '../support/test-server.ts';
import { startPlain } from './plain-proxy.ts';
import { findProxy, type ProxyName, type ProxyOptions, type RunningProxy } from './proxy.ts';
import { PROXIES, type Rostrum, startBroadcast, startRostrum } from './rostrum.ts';

/** Longer than any proxy waits, and than IDLE_TIMEOUT_MS. */
const QUIET_MS = 130_000;
const PING_INTERVAL_MS = 25_000;

/** As somebody has it who knows of nothing but upgrades: nginx waits for 60 s then, Debian's HAProxy for 50 s. */
const PLAIN: Readonly<Record<ProxyName, (port: number, server: number) => string>> = {
  nginx: (port, server) => `
    events {}
    http {
      access_log off;
      server {
        listen 127.0.0.1:${port};
        location / {
          proxy_pass http://127.0.0.1:${server};
          proxy_http_version 1.1;
          proxy_set_header Upgrade $http_upgrade;
          proxy_set_header Connection upgrade;
        }
      }
    }\n`,
  HAProxy: (port, server) => `
defaults
    mode http
    timeout connect 5000
    timeout client 50000
    timeout server 50000
listen rostrum
    bind 127.0.0.1:${port}
    option forwardfor
    server one 127.0.0.1:${server}\n`,
};

async function staysOpen(t: Ending, proxy: RunningProxy, server: Rostrum, userId: string): Promise<void> {
  const { speaker, listener } = await startBroadcast(t, proxy, server, userId);
  const pings = { speaker: 0, listener: 0 };
  speaker.socket.on('ping', () => pings.speaker++);
  listener.socket.on('ping', () => pings.listener++);

  // Nothing is said: this time is what the test is about.
  await sleep(QUIET_MS);

  for (const client of [speaker, listener]) assert.equal(client.socket.readyState, client.socket.OPEN);
  const expected = Math.floor(QUIET_MS / PING_INTERVAL_MS);
  for (const count of Object.values(pings)) assert.ok(count >= expected, `${count} pings of ${expected}`);
  await speaker.ask({ action: 'pauseBroadcast' }, 'broadcastPaused');
  await listener.next('broadcastPaused');
}

// One test, so that all of it is one silence.
test('who says and hears nothing for 130 s is still connected', { concurrency: true }, async (t) => {
  const server = await startRostrum(t);
  const tests = PROXIES.flatMap(([name, start]) => {
    const ways = {
      'as it is shipped': start,
      'with the waits it has by itself': (end: Ending, options: ProxyOptions) =>
        startPlain(end, name, (port) => PLAIN[name](port, options.servers[0])),
    };
    return Object.entries(ways).map(([way, startThisWay]) =>
      t.test(`${name}, ${way}`, findProxy(name), async (one) => {
        const proxy = await startThisWay(one, { servers: [server.port] });
        await staysOpen(one, proxy, server, `${name} ${way}`);
      }),
    );
  });
  await Promise.all(tests);
});
