import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ByteSlab } from '../../src/audio/byte-slab.ts';

test('no two pieces share a byte, and small ones share a memory', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 70_000 }), { maxLength: 100 }), (sizes) => {
      const slab = new ByteSlab();
      const pieces = sizes.map((size, i) => slab.take(size).fill(i + 1));
      for (const [i, piece] of pieces.entries()) {
        assert.equal(piece.byteLength, sizes[i]);
        assert.ok(piece.every((byte) => byte === i + 1));
      }
    }),
    { numRuns: 30 },
  );
  const slab = new ByteSlab();
  assert.equal(slab.take(640).buffer, slab.take(640).buffer);
});
