import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { apart, findPairs, type Pair } from '../../../scripts/repeats/pairs.ts';

/** Each letter is a line. */
const found = (min: number, ...files: string[]) =>
  findPairs(
    files.map((file) => [...file]),
    min,
  ).map(({ first, second, length }) => [first.file, first.start, second.file, second.start, length]);

test('a run of lines that two files share is one pair, as long as it goes', () => {
  assert.deepEqual(found(3, 'xabcdey', 'abcdez'), [[0, 1, 1, 0, 5]]);
  assert.deepEqual(found(3, 'abc', 'abc'), [[0, 0, 1, 0, 3]]);
});

test('what is shorter is no pair, nor what goes on over the end of a file', () => {
  assert.deepEqual(found(3, 'xaby', 'zabw'), []);
  assert.deepEqual(found(3, 'ab', 'cd', 'ab', 'cd'), []);
});

test('a line that differs makes two pairs of what is around it', () => {
  assert.deepEqual(found(3, 'abcxdefg', 'abcydefg'), [
    [0, 4, 1, 4, 4],
    [0, 0, 1, 0, 3],
  ]);
});

test('what is in three places is three pairs', () => {
  assert.deepEqual(found(3, 'abc', 'abc', 'xabc'), [
    [0, 0, 1, 0, 3],
    [0, 0, 2, 1, 3],
    [1, 0, 2, 1, 3],
  ]);
});

test('two places of one file are a pair, in which neither has lines of the other', () => {
  assert.deepEqual(found(3, 'abcxabc'), [[0, 0, 0, 4, 3]]);
  assert.deepEqual(found(3, 'abcabcabc'), [
    [0, 0, 0, 3, 3],
    [0, 3, 0, 6, 3],
    [0, 0, 0, 6, 3],
  ]);
  assert.deepEqual(found(3, 'aaaaa'), []);
});

test('of pairs that overlap in both places the longest counts', () => {
  assert.deepEqual(found(3, 'aaaaa', 'xaaaa'), [[0, 0, 1, 1, 4]]);
});

test('what overlaps with a known pair in both places does not count, what is elsewhere in the same files does', () => {
  const pair = (first: number, second: number): Pair => ({
    first: { file: 0, start: first },
    second: { file: 1, start: second },
    length: 6,
  });

  assert.deepEqual(apart([pair(3, 5), pair(3, 30), pair(40, 40)], [pair(0, 0)]), [pair(3, 30), pair(40, 40)]);
});

test('whatever the files, pairs are identical and apart, and no repetition of two files is left out', () => {
  const file = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 30 });
  fc.assert(
    fc.property(fc.array(file, { maxLength: 4 }), (files) => {
      const min = 4;
      const pairs = findPairs(files, min);
      const at = (index: number, start: number, length: number) => files[index]?.slice(start, start + length).join('');
      for (const { first, second, length } of pairs) {
        assert.ok(length >= min);
        assert.equal(at(first.file, first.start, length), at(second.file, second.start, length));
        if (first.file === second.file) assert.ok(first.start + length <= second.start);
      }
      assert.equal(apart(pairs).length, pairs.length);
      for (const [a, one] of files.entries()) {
        for (const [b, other] of files.entries()) {
          if (a >= b) continue;
          const isShared = one.some((_, i) =>
            other.some((_, j) => i + min <= one.length && at(a, i, min) === at(b, j, min)),
          );
          assert.equal(
            pairs.some(({ first, second }) => first.file === a && second.file === b),
            isShared,
          );
        }
      }
    }),
  );
});
