import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CaptionBoard } from '../../../verify/evs/caption-board.ts';

/** `0? text` is a partial of segment 0, `0. text` the segment itself. */
function takenBack(...lines: string[]): number {
  const board = new CaptionBoard();
  for (const line of lines) {
    const [head = '', ...words] = line.split(' ');
    const text = words.join(' ');
    board.show({ resultId: 'r', segment: Number.parseInt(head, 10), text, isPartial: head.endsWith('?') });
  }
  return board.finish();
}

test('captions that only grow take nothing back', () => {
  assert.equal(takenBack('0? the', '0? the old', '0. the old bridge.'), 0);
});

test('a word that another replaces is taken back, with those after it', () => {
  assert.equal(takenBack('0? the old bridge', '0? the cold bridge is'), 2);
  assert.equal(takenBack('0? the old bridge', '0. the cold bridge'), 2);
});

test('words that go to the next line are not taken back, unless that line has others', () => {
  assert.equal(
    takenBack('0? the bridge closed, because it', '0. the bridge closed,', '1? because it is', '1. because it is.'),
    0,
  );
  assert.equal(takenBack('0? the bridge closed, because it', '0. the bridge closed,', '1? but it is'), 2);
  assert.equal(takenBack('0? the bridge closed because', '0. the bridge closed'), 1);
});

test('the lines of different results have nothing to do with each other', () => {
  const board = new CaptionBoard();
  board.show({ resultId: 'a', segment: 0, text: 'one two', isPartial: true });
  board.show({ resultId: 'b', segment: 0, text: 'three', isPartial: true });
  board.show({ resultId: 'a', segment: 0, text: 'one two', isPartial: false });

  assert.equal(board.finish(), 0);
});

test('a line that stands is not taken back by a partial that comes late', () => {
  assert.equal(takenBack('0. the bridge', '0? the', '1? is', '1. is'), 0);
});
