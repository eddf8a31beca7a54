import assert from 'node:assert/strict';
import { test } from 'node:test';
import { conditionOf, type ListenFacts } from '../../web/src/listen/condition.ts';
import type { OnAir } from '../../web/src/liveness/on-air.ts';

const FINE: ListenFacts = { connection: 'open', sign: 'fine', quietMs: 0, onAir: 'onAir' };
const NOW = 50_000;
const conditionNow = (facts: Partial<ListenFacts>) => conditionOf({ ...FINE, ...facts }, NOW);

test('with a good connection it is what the speaker does', () => {
  const all: readonly OnAir[] = ['away', 'paused', 'muted', 'notStarted', 'silent', 'onAir'];
  for (const onAir of all) assert.deepEqual(conditionNow({ onAir }), { condition: onAir });
});

test('what is known of the speaker is old news while the connection is not good', () => {
  assert.deepEqual(conditionNow({ sign: 'quiet', quietMs: 12_900 }), { condition: 'noSign', seconds: 12 });
  assert.deepEqual(conditionNow({ sign: 'offline' }), { condition: 'offline' });
  assert.deepEqual(conditionNow({ connection: 'connecting', sign: 'quiet' }), { condition: 'joining' });
  assert.deepEqual(conditionNow({ connection: 'closed', sign: 'offline' }), { condition: 'ended' });
});

test('the next attempt is told with its seconds, and never a negative time', () => {
  const reconnecting = { connection: 'reconnecting', sign: 'quiet' } as const;
  assert.deepEqual(conditionNow({ ...reconnecting, retryAtMs: NOW + 2_100 }), {
    condition: 'reconnecting',
    seconds: 3,
  });
  assert.deepEqual(conditionNow({ ...reconnecting, retryAtMs: NOW - 900 }), { condition: 'reconnecting', seconds: 0 });
  assert.deepEqual(conditionNow(reconnecting), { condition: 'reconnecting', seconds: 0 });
});

test('a server that asks to wait puts the listener in line; without a network the attempts are vain', () => {
  const reconnecting = { connection: 'reconnecting', retryAtMs: NOW + 40_000 } as const;
  assert.deepEqual(conditionNow({ ...reconnecting, isInLine: true }), { condition: 'inLine', seconds: 40 });
  assert.deepEqual(conditionNow({ ...reconnecting, isInLine: true, sign: 'offline' }).condition, 'inLine');
  assert.deepEqual(conditionNow({ ...reconnecting, sign: 'offline' }), { condition: 'offline' });
});
