/** Clients of the suite have addresses of their own, or keep under the limits of the one they share. */
import assert from 'node:assert/strict';
import { platform } from 'node:os';
import { test } from 'node:test';
import { addressingFor, loopbackOf, newAddress, originOf, Pace } from '../../../verify/contract/addresses.ts';

const hasLoopbackNetwork = platform() === 'linux';

function clock() {
  let nowMs = 0;
  return {
    now: () => nowMs,
    sleep: async (ms: number) => {
      nowMs += ms;
    },
  };
}

test('clients of a server of this machine come from its loopback network, those of another share an address', () => {
  assert.equal(addressingFor('http://127.0.0.1:8080', false), hasLoopbackNetwork ? 'loopback' : 'shared');
  assert.equal(addressingFor('https://broadcast.example', false), 'shared');
  assert.equal(addressingFor('https://broadcast.example', true), 'forwarded');
});

test('an address is said by X-Forwarded-For, or is where the client comes from', () => {
  assert.deepEqual(originOf('forwarded', '10.1.2.3'), { headers: { 'x-forwarded-for': '10.1.2.3' } });
  assert.deepEqual(originOf('loopback', '127.1.2.3'), { headers: {}, from: '127.1.2.3' });
  assert.deepEqual(originOf('shared', '10.1.2.3'), { headers: {} });
  assert.match(newAddress('loopback'), /^127(\.\d{1,3}){3}$/);
  assert.match(newAddress('forwarded'), /^10(\.\d{1,3}){3}$/);
  assert.notEqual(newAddress('loopback'), newAddress('loopback'));
});

test('localhost is asked as 127.0.0.1 where that answers, anything else as it is', async () => {
  assert.equal(await loopbackOf('http://localhost:8080', async () => true), 'http://127.0.0.1:8080');
  assert.equal(await loopbackOf('http://localhost:8080', async () => false), 'http://localhost:8080');
  assert.equal(await loopbackOf('https://localhost:8443', async () => true), 'https://localhost:8443');
  assert.equal(await loopbackOf('http://node.example', async () => true), 'http://node.example');
});

test('from a shared address no more than 17 refusals and 1,000 connects are sent in any minute', async () => {
  for (const [kind, most] of [
    ['refusals', 17],
    ['connects', 1_000],
  ] as const) {
    const time = clock();
    const pace = new Pace('shared', time);
    const atMs: number[] = [];
    for (let i = 0; i < 2 * most + 5; i += 1) {
      await pace.turn(kind);
      atMs.push(time.now());
    }
    for (const [i, ms] of atMs.entries()) {
      if (i >= most) assert.ok(ms - (atMs[i - most] ?? 0) >= 60_000, `${kind} ${i}`);
    }
    assert.ok((atMs.at(-1) ?? 0) < 121_000, 'no longer than it must be');
  }
});

test('with addresses to choose from nothing waits', async () => {
  const time = clock();
  const pace = new Pace('loopback', time);
  for (let i = 0; i < 100; i += 1) await pace.turn('refusals');
  assert.equal(time.now(), 0);
});
