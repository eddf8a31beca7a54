import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claimCondition, writeCondition } from '../../../src/integrations/dynamodb/row-conditions.ts';
import { session, startStore } from './store-fixture.ts';

const WRITE = session({ epoch: 3, version: 7, ownerNode: 'node-a' });

test('every row there can be, seen by a write: a higher epoch wins; in the same epoch, the same owner with a higher version', async (t) => {
  const { store, putRow } = await startStore(t);
  const { createdAt, sourceLanguage } = WRITE;
  const wrong: unknown[] = [];
  for (const epoch of [undefined, 2, 3, 4]) {
    for (const version of [undefined, 6, 7, 8]) {
      for (const ownerNode of [undefined, 'node-a', 'node-b']) {
        for (const by of [WRITE, session({ epoch: 3, version: 7 })]) {
          const present = Object.entries({ epoch, version, ownerNode }).filter(([, value]) => value !== undefined);
          const row = { sessionId: WRITE.sessionId, createdAt, sourceLanguage, ...Object.fromEntries(present) };
          await putRow('Sessions', row);
          const isOwner = by.ownerNode === undefined || ownerNode === undefined || ownerNode === by.ownerNode;
          const isSameEpoch = (epoch === undefined || epoch === 3) && isOwner && (version === undefined || version < 7);
          const expected = epoch === 2 || isSameEpoch;
          if ((await store.putSession({ ...by })) !== expected) wrong.push({ row, by: by.ownerNode, expected });
        }
      }
    }
  }
  assert.deepEqual(wrong, []);
});

test('no condition has parentheses in parentheses: each level makes the local parser ten times slower', () => {
  const seen = { epoch: 0, version: 0, ownerNode: 'node-a' };
  for (const { expression } of [writeCondition(WRITE), claimCondition(seen), claimCondition({ ...seen, epoch: 2 })]) {
    const plain = expression.replace(/attribute_(not_)?exists\([^()]*\)/g, 'exists');
    assert.doesNotMatch(plain, /\([^()]*\(/);
    assert.match(plain, /\([^()]*\)|AND/);
  }
});
