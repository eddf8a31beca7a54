import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask, askToUpgrade } from '../../verify/contract/web.ts';
import type { Exchange } from './derived-config.ts';
import { findProxy, type ProxyName, type RunningProxy } from './proxy.ts';
import { PROXIES, startRostrum } from './rostrum.ts';

/** More than one address may try in a minute, whatever is counted. */
const TRIES = 70;
/** Of this machine, as 127.0.0.1 is; but no proxy’s. */
const GUESSER = '127.0.0.2';
const SOMEBODY = '127.0.0.3';

/** Besides the shipped way: what else an operator may have written, and each proxy’s manual shows. */
const WAYS: Readonly<Record<ProxyName, Readonly<Record<string, readonly Exchange[]>>>> = {
  nginx: {
    'the header is replaced': [],
    'the header is added to': [['X-Forwarded-For $remote_addr;', 'X-Forwarded-For $proxy_add_x_forwarded_for;']],
  },
  HAProxy: {
    'the header is replaced': [],
    'a second header line is added': [['http-request set-header X-Forwarded-For %[src]\n', 'option forwardfor\n']],
  },
};

for (const [name, start] of PROXIES) {
  for (const [way, exchanges] of Object.entries(WAYS[name])) {
    test(`${name}: limits count the caller, not who it says it is: ${way}`, findProxy(name), async (t) => {
      const server = await startRostrum(t);
      await countsTheCaller(await start(t, { servers: [server.port], exchanges }));
    });
  }
}

async function countsTheCaller({ url, wsUrl }: RunningProxy): Promise<void> {
  const disguise = (i: number) => ({ 'x-forwarded-for': `198.51.100.${i}` });
  const badToken = (from: string, headers: Record<string, string> = {}) =>
    askToUpgrade(`${wsUrl}/?token=nonsense`, { from, headers });
  const guess = (from: string, i: number, headers: Record<string, string> = {}) =>
    ask(`${url}/sessions/quiet-otter-${100 + i}`, { from, headers });

  const upgrades = new Set<number>();
  const lookUps = new Set<number>();
  for (let i = 0; i < TRIES; i += 1) {
    upgrades.add((await badToken(GUESSER, disguise(i))).status);
    lookUps.add((await guess(GUESSER, i, disguise(i))).status);
  }

  assert.ok(upgrades.has(429), `upgrades: ${[...upgrades].join()}`);
  assert.ok(lookUps.has(429), `look-ups: ${[...lookUps].join()}`);
  // And it is the caller’s own address that is counted, not the proxy’s.
  assert.equal((await badToken(SOMEBODY)).status, 401);
  assert.equal((await guess(SOMEBODY, 0)).status, 404);
}
