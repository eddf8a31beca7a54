import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Ledger, NOTHING, sumOf } from '../../../verify/soak/ledger.ts';

function spoken(blocks: number): Ledger {
  const ledger = new Ledger();
  ledger.say(blocks);
  return ledger;
}

test('what was taken and is in exactly one final is neither missing nor doubled', () => {
  const ledger = spoken(10);
  ledger.settle(1, 10, 'taken');
  ledger.hear('B1 b2 b3 b4 b5.');
  ledger.hear('b6 b7 b8 b9 b10');

  assert.deepEqual(ledger.tally(), { ...NOTHING, blocks: 10, taken: 10, covered: 10 });
});

test('what was taken and is in no final is missing', () => {
  const ledger = spoken(5);
  ledger.settle(1, 5, 'taken');
  ledger.hear('b1 b2 b4 b5');

  assert.equal(ledger.missing, 1);
  assert.equal(ledger.tally().missing, 1);
});

test('what is in two finals and was taken once is doubled', () => {
  const ledger = spoken(5);
  ledger.settle(1, 5, 'taken');
  ledger.hear('b1 b2 b3');
  ledger.hear('b3 b4 b5');

  assert.deepEqual([ledger.missing, ledger.tally().doubled], [0, 1]);
});

test('what was refused need not be heard, and is doubled when it is: it should not have been forwarded', () => {
  const ledger = spoken(5);
  ledger.settle(1, 5, 'refused');
  assert.deepEqual(ledger.tally(), { ...NOTHING, blocks: 5 });

  ledger.hear('b2');

  assert.equal(ledger.tally().doubled, 1);
});

test('what was sent again for want of an answer may be heard once or twice, and not three times', () => {
  const ledger = spoken(3);
  ledger.settle(1, 3, 'unknown');
  ledger.settle(1, 3, 'taken');
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
