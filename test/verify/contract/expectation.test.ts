import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ABSENT,
  Broken,
  between,
  fits,
  holds,
  MILLISECONDS,
  members,
  oneOf,
  type Pattern,
  SECONDS,
  STATE,
  show,
  TEXT,
  WHOLE,
} from '../../../verify/contract/expectation.ts';

const now = Math.floor(Date.now() / 1000);
const nameOf = (pattern: Pattern) => (pattern instanceof RegExp ? String(pattern) : show(pattern));

const FITTING: readonly (readonly [got: unknown, pattern: Pattern])[] = [
  [5, 5],
  [
    [1, 2],
    [1, 2],
  ],
  [null, null],
  [undefined, undefined],
  [{ a: 1, b: 2 }, { a: 1 }],
  [{ a: { b: ['c'] } }, { a: { b: ['c'] } }],
  ['golden-eagle-427', /^[a-z]+-[a-z]+-\d{3}$/],
  ['x', TEXT],
  [0, WHOLE],
  [now, SECONDS],
  [now * 1000 + 0.5, MILLISECONDS],
  [0.5, between(0, 1)],
  [1, between(0, 1)],
  ['b', oneOf('a', 'b')],
  [{}, { a: ABSENT }],
  [{ isActive: true, isPaused: false, isMuted: false, volume: 1, lastStateChange: now }, STATE],
];

const UNFIT: readonly (readonly [got: unknown, pattern: Pattern, expected: string])[] = [
  [5, 6, 'it to be 6'],
  ['5', 5, 'it to be 5'],
  [null, undefined, 'it to be undefined'],
  [{ a: 1 }, { a: 2 }, 'it.a to be 2'],
  [{ a: { b: 1 } }, { a: { b: 2 } }, 'it.a.b to be 2'],
  [undefined, { a: 1 }, 'it to be an object'],
  [[1], { a: 1 }, 'it to be an object'],
  [7, /7/, 'it to match /7/'],
  ['', TEXT, 'it to be a text'],
  [1.5, WHOLE, 'it to be a whole number, 0 or more'],
  [-1, WHOLE, 'it to be a whole number, 0 or more'],
  [now * 1000, SECONDS, 'it to be Unix seconds, whole'],
  [now + 0.5, SECONDS, 'it to be Unix seconds, whole'],
  [now, MILLISECONDS, 'it to be Unix milliseconds'],
  [1.01, between(0, 1), 'it to be a number from 0 to 1'],
  ['c', oneOf('a', 'b'), 'it to be one of "a" "b"'],
  [{ a: null }, { a: ABSENT }, 'it.a to be nothing'],
];

for (const [got, pattern] of FITTING) {
  test(`${show(got)} fits ${nameOf(pattern)}`, () => fits('it', got, pattern));
}

for (const [got, pattern, expected] of UNFIT) {
  test(`${show(got)} does not fit ${nameOf(pattern)}, and the member is named`, () => {
    assert.throws(
      () => fits('it', got, pattern),
      (error) => error instanceof Broken && error.expected === expected,
    );
  });
}

test('members are exactly the ones named, in any order', () => {
  members('it', { b: 1, a: 2 }, ['a', 'b']);
  assert.throws(() => members('it', { a: 1 }, ['a', 'b']), Broken);
  assert.throws(() => members('it', { a: 1, b: 2, c: 3 }, ['a', 'b']), Broken);
});

test('what was expected and what came make one line', () => {
  assert.throws(() => holds('peace', false, { war: true }), { message: 'expected peace, got {"war":true}' });
});

test('a long value is cut', () => {
  assert.equal(show('x'.repeat(1_000)).length, 601);
});
