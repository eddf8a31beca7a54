import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Setting } from '../../../src/server/config/setting.ts';
import { SETTINGS } from '../../../src/server/config/settings.ts';

const ALL: readonly [name: string, setting: Setting][] = Object.entries(SETTINGS);

/** Names of the settings whose description does not hold. */
function without(holds: (meaning: string, setting: Setting) => boolean, of: RegExp = /./): string[] {
  return ALL.filter(([name, setting]) => of.test(name) && !holds(setting.meaning, setting)).map(([name]) => name);
}

test('every description is one to three sentences in one line', () => {
  assert.deepEqual(
    without((meaning) => /^\S.*\.$/.test(meaning)),
    [],
  );
  assert.deepEqual(
    without((meaning) => meaning.split(/\. (?=[A-Z0-9])/).length <= 3),
    [],
  );
});

test('every time says that it is in ms, and every size that it is in bytes', () => {
  assert.deepEqual(
    without((meaning) => meaning.includes('in ms'), /_MS$|^OTEL_.*(INTERVAL|TIMEOUT|DELAY)$/),
    [],
  );
  assert.deepEqual(
    without((meaning) => meaning.includes('bytes'), /_BYTES$/),
    [],
  );
});

test('every setting without a default says what empty means, or that it is required', () => {
  assert.deepEqual(
    without((meaning, setting) => setting.default !== undefined || /Empty|empty|Required/.test(meaning)),
    [],
  );
});

test('a range that is narrower than its unit is told in the description', () => {
  const told = (value: number) => new RegExp(`(?<![\\d,])${value.toLocaleString('en')}(?![\\d,])`);
  assert.deepEqual(
    without(
      (meaning, { min = 0, max = 0 }) =>
        (min <= 1 || told(min).test(meaning)) && (max === Number.MAX_SAFE_INTEGER || told(max).test(meaning)),
      /_MS$|_SPEED$|_STREAMS$/,
    ),
    [],
  );
});

test('a default is in its own range', () => {
  assert.deepEqual(
    ALL.filter(([, { kind, default: value, min = 0, max = 0 }]) => {
      return kind === 'number' && typeof value === 'number' && (value < min || value > max);
    }),
    [],
  );
});
