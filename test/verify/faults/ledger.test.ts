import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blocksOf, Ledger } from '../../../verify/faults/ledger.ts';

/** Two chunks of two blocks, both acknowledged. */
function sentLedger(): Ledger {
  const ledger = new Ledger();
  ledger.send([10, 11], 1_000);
  ledger.send([12, 13], 1_100);
  ledger.acknowledge(false);
  ledger.acknowledge(false);
  return ledger;
}

test('what every final names once is covered, and late by the last of its blocks', () => {
  const ledger = sentLedger();

  ledger.hear('B10 b11', 1_050);
  ledger.hear('b12 b13.', 1_300);

  assert.deepEqual(ledger.read(), { sent: 4, covered: 4, missing: 0, doubled: 0, disordered: 0, latestMs: 200 });
});

test('a block that no final names is missing, one named twice is doubled', () => {
  const ledger = sentLedger();

  ledger.hear('b10 b12', 1_200);
  ledger.hear('b12 b13', 1_200);

  const { covered, missing, doubled } = ledger.read();
  assert.deepEqual({ covered, missing, doubled }, { covered: 3, missing: 1, doubled: 1 });
});

test('a block nobody sent counts as doubled, one out of order as disordered', () => {
  const ledger = sentLedger();

  ledger.hear('b99', 1_200);
  ledger.hear('b10', 1_200);

  const { doubled, disordered } = ledger.read();
  assert.deepEqual({ doubled, disordered }, { doubled: 1, disordered: 1 });
});

test('a chunk that was answered as dropped is not owed, nor is one without an answer', () => {
  const ledger = new Ledger();
  ledger.send([1, 2], 0);
  ledger.send([3, 4], 0);
  ledger.send([5, 6], 0);
  ledger.acknowledge(true);
  ledger.acknowledge(false);

  assert.equal(ledger.isAnswered, false);
  assert.deepEqual([ledger.read().sent, ledger.read().missing], [2, 2]);
});

test('another listener of the same speech has heard nothing yet', () => {
  const ledger = sentLedger();
  ledger.hear('b10 b11 b12 b13', 1_200);

  assert.deepEqual([ledger.empty().read().sent, ledger.empty().read().covered], [4, 0]);
});

test('a transcript’s blocks and its length are read from its words', () => {
  assert.deepEqual(blocksOf('b7, and then B12.'), [7, 12]);
  assert.equal(Ledger.durationOf('b7 b8 b9'), 60);
});
