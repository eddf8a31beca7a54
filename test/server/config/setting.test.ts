import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkNumber, number, text } from '../../../src/server/config/setting.ts';

test('a number in its range is no problem, its ends included; a text never is', () => {
  const setting = number(5, 'How many.', 2, 10);

  for (const given of ['2', '5', '10']) assert.equal(checkNumber('N', setting, given), undefined);
  assert.equal(checkNumber('T', text('a', 'What.'), 'anything'), undefined);
});

test('any other value is one line with the name, the range, the value and what the setting means', () => {
  const setting = number(5, 'How many.', 2, 10);

  for (const given of ['1', '11', '2.5', 'two', '0x', 'NaN', 'Infinity', '-3']) {
    assert.equal(checkNumber('N', setting, given), `N must be a whole number from 2 to 10, not "${given}". How many.`);
  }
  assert.equal(
    checkNumber('N', number(5, 'How many.'), '0'),
    'N must be a whole number of 1 or more, not "0". How many.',
  );
});
