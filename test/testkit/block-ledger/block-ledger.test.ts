import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BlockLedger, NOTHING, sumOf } from '../../../testkit/block-ledger/block-ledger.ts';
import { numbersFrom, spokenMsOf, stampedBlocks, toBlocks } from '../../../testkit/block-ledger/stamped-blocks.ts';

function spoken(blocks: number): BlockLedger {
  const ledger = new BlockLedger();
  ledger.send(numbersFrom(1, blocks));
  return ledger;
}

test('what was taken and is in exactly one final is neither missing nor doubled', () => {
  const ledger = spoken(10);
  ledger.settle(numbersFrom(1, 10), 'taken');
  ledger.hear('B1 b2 b3 b4 b5.');
  ledger.hear('b6 b7 b8 b9 b10');

  assert.deepEqual(ledger.tally(), { ...NOTHING, blocks: 10, taken: 10, covered: 10 });
});

test('what was taken and is in no final is missing', () => {
  const ledger = spoken(5);
  ledger.settle(numbersFrom(1, 5), 'taken');
  ledger.hear('b1 b2 b4 b5');

  assert.equal(ledger.missing, 1);
  assert.equal(ledger.tally().missing, 1);
});

test('what is in two finals and was taken once is doubled', () => {
  const ledger = spoken(5);
  ledger.settle(numbersFrom(1, 5), 'taken');
  ledger.hear('b1 b2 b3');
  ledger.hear('b3 b4 b5');

  assert.deepEqual([ledger.missing, ledger.tally().doubled], [0, 1]);
});

test('what was refused need not be heard, and is doubled when it is: it should not have been forwarded', () => {
  const ledger = spoken(5);
  ledger.settle(numbersFrom(1, 5), 'refused');
  assert.deepEqual(ledger.tally(), { ...NOTHING, blocks: 5 });

  ledger.hear('b2');

  assert.deepEqual([ledger.tally().doubled, ledger.heardUntaken], [1, 1]);
});

test('what was sent again for want of an answer may be heard once or twice, and not three times', () => {
  const ledger = spoken(3);
  ledger.settle(numbersFrom(1, 3), 'unknown');
  ledger.settle(numbersFrom(1, 3), 'taken');
  ledger.hear('b1 b2 b3');
  ledger.hear('b2 b3');
  assert.deepEqual(ledger.tally(), { ...NOTHING, blocks: 3, taken: 3, covered: 3, sentAgain: 3, heardAgain: 2 });

  ledger.hear('b3');

  assert.equal(ledger.tally().doubled, 1);
});

test('what was never said is doubled wherever it comes from', () => {
  const ledger = spoken(1);
  ledger.hear('b2');

  assert.equal(ledger.tally().doubled, 1);
});

test('tallies add up', () => {
  const one = { blocks: 1, taken: 2, covered: 3, missing: 4, doubled: 5, sentAgain: 6, heardAgain: 7 };

  assert.deepEqual(sumOf([one, one]), {
    blocks: 2,
    taken: 4,
    covered: 6,
    missing: 8,
    doubled: 10,
    sentAgain: 12,
    heardAgain: 14,
  });
  assert.deepEqual(sumOf([]), NOTHING);
});

test('a final is late by the last of its blocks', () => {
  const ledger = new BlockLedger();
  ledger.send([10, 11], 1_000);
  ledger.send([12, 13], 1_100);

  ledger.hear('B10 b11', 1_050);
  ledger.hear('b12 b13.', 1_300);

  assert.deepEqual([ledger.latestMs, ledger.disordered], [200, 0]);
});

test('a block heard for the first time after a later one is out of order, and one that is heard again is only doubled', () => {
  const ledger = spoken(3);
  ledger.settle(numbersFrom(1, 3), 'taken');

  ledger.hear('b1 b3');
  ledger.hear('b2');
  ledger.hear('b1');

  assert.deepEqual([ledger.disordered, ledger.tally().doubled], [1, 1]);
});

test('a word that is said twice must be heard twice, and not three times', () => {
  const ledger = spoken(4);
  ledger.settle(numbersFrom(1, 4), 'taken');

  ledger.hear('b1x2');
  assert.deepEqual([ledger.missing, ledger.tally().doubled], [2, 0]);
  ledger.hear('b1x2');
  assert.deepEqual([ledger.missing, ledger.tally().doubled], [0, 0]);
  ledger.hear('b1x2');
  assert.deepEqual([ledger.missing, ledger.tally().doubled], [0, 2]);
});

test('of a word that is said twice, the second is heard where the first was heard in parts', () => {
  const ledger = spoken(4);
  ledger.settle(numbersFrom(1, 4), 'taken');

  for (const text of ['b1', 'b2', 'b1x2']) ledger.hear(text);

  assert.deepEqual([ledger.missing, ledger.tally().doubled], [0, 0]);
});

test('of a word that is said twice, the second is heard where the first was refused; when both are heard, that is doubled', () => {
  const ledger = spoken(18);
  ledger.settle(numbersFrom(1, 9), 'refused');
  ledger.settle(numbersFrom(10, 9), 'taken');

  ledger.hear('b1x9');
  assert.deepEqual([ledger.missing, ledger.tally().doubled], [0, 0]);
  ledger.hear('b1x9');
  assert.deepEqual([ledger.missing, ledger.tally().doubled], [0, 9]);
});

test('a word that is said twice was not heard whole where a part of it was refused, unless a stream began in it', () => {
  const partly = (refused: number) => {
    const ledger = spoken(18);
    ledger.settle(numbersFrom(1, refused), 'refused');
    ledger.settle(numbersFrom(1 + refused, 18 - refused), 'taken');
    ledger.hear('b1x9');
    return ledger.unheard().missing - ledger.missing;
  };

  assert.equal(partly(2), 7);
  assert.equal(partly(3), 9);
});

test('another listener of the same speech has heard nothing yet', () => {
  const ledger = spoken(4);
  ledger.settle(numbersFrom(1, 4), 'taken');
  ledger.hear('b1 b2 b3 b4');

  const other = ledger.unheard();
  other.hear('b1');

  assert.deepEqual([other.tally().taken, other.missing, ledger.missing], [4, 3, 0]);
});

test('a transcript’s blocks and its length are read from its words', () => {
  assert.deepEqual(toBlocks('b7, and then B12.'), [7, 12]);
  assert.deepEqual(toBlocks('b7-9, and then B12-12.'), [7, 8, 9, 12]);
  assert.deepEqual(toBlocks('b4x2, b4x2 b8'), [4, 5, 6, 7, 8]);
  assert.equal(spokenMsOf('b7 b8 b9'), 60);
  assert.equal(stampedBlocks(1, 3).length, 3 * 640);
});
