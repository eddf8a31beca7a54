import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UsageError, wholeNumber } from '../../emulators/command.ts';

const LIMITS = { min: 1, max: 10, fallback: 5 };

test('a flag not given has its fallback', () => {
  assert.equal(wholeNumber('port', undefined, LIMITS), 5);
});

test('whole numbers within the limits are taken', () => {
  assert.deepEqual(
    ['1', '10'].map((text) => wholeNumber('port', text, LIMITS)),
    [1, 10],
  );
});

test('anything else is a usage error that names the flag and its limits', () => {
  for (const text of ['0', '11', '-1', '1.5', 'many', '', '1e1']) {
    assert.throws(
      () => wholeNumber('port', text, LIMITS),
      (error: Error) => {
        assert.ok(error instanceof UsageError);
        assert.equal(error.message, `--port must be a whole number from 1 to 10, not "${text}"`);
        return true;
      },
    );
  }
});
