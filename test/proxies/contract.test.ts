import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { findProxy } from './proxy.ts';
import { PROXIES, startRostrum } from './rostrum.ts';

interface Outcome {
  readonly kept: number;
  readonly promises: readonly {
    readonly id: string;
    readonly claim: string;
    readonly kind: string;
    readonly expected?: string;
    readonly got?: string;
  }[];
}

/** Far fewer would mean that the suite has found a reason to skip what it came for. */
const KEPT_AT_LEAST = 400;

async function contractThrough(url: string): Promise<Outcome> {
  const args = ['tsx', 'verify/contract/main.ts', '--url', url, '--through-proxy', '--json', '--at-once', '8'];
  const child = spawn('npx', args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const [said, complaints] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  assert.ok(said.startsWith('{'), complaints);
  return JSON.parse(said) as Outcome;
}

for (const [name, start] of PROXIES) {
  test(`${name}: the wire contract holds through it`, findProxy(name), async (t) => {
    const server = await startRostrum(t);
    const proxy = await start(t, { servers: [server.port] });

    const { promises, kept } = await contractThrough(proxy.url);

    const broken = promises.filter(({ kind }) => kind === 'broken');
    assert.deepEqual(
      broken.map(({ id, claim, expected, got }) => `${id} ${claim}: expected ${expected}, got ${got}`),
      [],
    );
    assert.ok(kept >= KEPT_AT_LEAST, `only ${kept} promises were looked at`);
    t.diagnostic(`${kept} promises kept`);
  });
}
