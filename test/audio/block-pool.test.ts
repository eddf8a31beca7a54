import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BLOCK_BYTES, BlockPool } from '../../src/audio/block-pool.ts';

test('a block that was given back is used again', () => {
  const pool = new BlockPool();
  const block = pool.take(640);
  assert.deepEqual([block.byteLength, pool.heldBytes, pool.freeBytes], [BLOCK_BYTES, BLOCK_BYTES, 0]);

  pool.giveBack(block);

  assert.deepEqual([pool.heldBytes, pool.freeBytes], [0, BLOCK_BYTES]);
  assert.equal(pool.take(BLOCK_BYTES), block);
});

test('no more unused blocks are kept than the bound, and none of another size', () => {
  const pool = new BlockPool({ maxFree: 2 });
  const blocks = [1, 2, 3].map(() => pool.take(1));
  const large = pool.take(BLOCK_BYTES + 2);
  assert.equal(large.byteLength, BLOCK_BYTES + 2);

  for (const block of [...blocks, large]) pool.giveBack(block);

  assert.deepEqual([pool.heldBytes, pool.freeBytes], [0, 2 * BLOCK_BYTES]);
});
