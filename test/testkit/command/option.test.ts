import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WrongUsage } from '../../../testkit/command/failure.ts';
import {
  address,
  choice,
  choices,
  duration,
  flag,
  list,
  number,
  type Option,
  repeated,
  seed,
  text,
  textLike,
  whole,
} from '../../../testkit/command/option.ts';

const about = { shown: 'x', help: 'what for' };
const LANGUAGES = ['en', 'es', 'ca'];

function refusalOf(option: Option<unknown>, given: string): string {
  try {
    option.read([given], '--it');
  } catch (error) {
    assert.ok(error instanceof WrongUsage);
    return error.message;
  }
  return 'taken';
}

test('an absent option has its fallback, and none without one', () => {
  assert.equal(whole({ ...about, least: 1, most: 9, fallback: 3 }).read([], '--it'), 3);
  assert.equal(whole({ ...about, least: 1, most: 9 }).read([], '--it'), undefined);
  assert.deepEqual(list(LANGUAGES, { ...about, fallback: ['es', 'ca'] }).read([], '--it'), ['es', 'ca']);
  assert.deepEqual(repeated(about).read([], '--it'), []);
  assert.equal(choices(LANGUAGES, about).read([], '--it'), undefined);
  assert.equal(flag('set it').read([], '--it'), false);
});

test('the help names the fallback', () => {
  assert.equal(whole({ ...about, least: 1, most: 9, fallback: 3 }).help, 'what for (default 3)');
  assert.equal(list(LANGUAGES, { ...about, fallback: ['es', 'ca'] }).help, 'what for (default es,ca)');
  assert.equal(text(about).help, 'what for');
});

test('of an option that is given again the last one counts; a list of them keeps all', () => {
  assert.equal(text(about).read(['a', 'b'], '--it'), 'b');
  assert.deepEqual(repeated(about).read(['a', 'b'], '--it'), ['a', 'b']);
  assert.deepEqual(choices(LANGUAGES, about).read(['es', 'en'], '--it'), ['es', 'en']);
  assert.equal(flag('set it').read(['', ''], '--it'), true);
});

test('a list has each word once, in capitals or not, without the spaces around it', () => {
  assert.deepEqual(list(LANGUAGES, about).read(['es, CA,,ES'], '--it'), ['es', 'ca']);
  assert.deepEqual(list(undefined, about).read(['any,thing'], '--it'), ['any', 'thing']);
  assert.deepEqual(list(LANGUAGES, { ...about, mayBeEmpty: true }).read([''], '--it'), []);
});

test('a bare length of time is in the unit of its option, and another unit may be said', () => {
  const seconds = duration('s', { ...about, least: 0.1, most: 7_200 });

  for (const [given, expected] of [
    ['30', 30],
    ['90s', 90],
    ['1.5min', 90],
    ['2h', 7_200],
    ['300ms', 0.3],
  ] as const)
    assert.equal(seconds.read([given], '--it'), expected, given);
});

test('an address has no slash at its end, and a socket’s is that of its server', () => {
  assert.equal(address(about).read(['http://localhost:8080//'], '--it'), 'http://localhost:8080');
  assert.equal(address(about).read(['wss://here'], '--it'), 'https://here');
  assert.equal(address({ ...about, mayHavePath: true }).read(['http://here/prod/'], '--it'), 'http://here/prod');
});

test('a seed that is not given is drawn', () => {
  assert.equal(seed('begin with it', () => 42).read([], '--seed'), 42);
  assert.equal(seed('begin with it').read(['4294967295'], '--seed'), 4_294_967_295);
});

const fraction = number({ ...about, least: 0.1, most: 5 });
const count = whole({ ...about, least: 1, most: 9 });
const minutes = duration('min', { ...about, least: 1, most: 60, isWhole: true });
const most = whole({ ...about, least: 0 });
const REFUSED: readonly (readonly [Option<unknown>, string, string])[] = [
  [fraction, '5.1', '--it is a number from 0.1 to 5, not "5.1"'],
  [fraction, 'x', '--it is a number from 0.1 to 5, not "x"'],
  [fraction, '', '--it is a number from 0.1 to 5, not ""'],
  [fraction, '1e0', '--it is a number from 0.1 to 5, not "1e0"'],
  [fraction, '0x2', '--it is a number from 0.1 to 5, not "0x2"'],
  [count, '0', '--it is a whole number from 1 to 9, not "0"'],
  [count, '2.5', '--it is a whole number from 1 to 9, not "2.5"'],
  [count, '-1', '--it is a whole number from 1 to 9, not "-1"'],
  [most, 'x', '--it is a whole number of 0 or more, not "x"'],
  [most, '9007199254740993', '--it is a whole number of 0 or more, not "9007199254740993"'],
  [minutes, '30s', '--it is a whole number from 1 to 60, not "30s"'],
  [minutes, '2h', '--it is a whole number from 1 to 60, not "2h"'],
  [minutes, 'ms', '--it is a whole number from 1 to 60, not "ms"'],
  [seed('begin with it'), '4294967296', '--it is a whole number from 0 to 4294967295, not "4294967296"'],
  [text(about), '', '--it is empty: it is followed by a x'],
  [textLike(/^[a-z]{2}$/, 'two letters', about), 'esp', '--it is two letters, not "esp"'],
  [choice(['high', 'medium', 'low'], about), 'total', '--it is high, medium or low, not "total"'],
  [choice(['one'], about), 'two', '--it is one, not "two"'],
  [choices(['a', 'b'], about), 'c', '--it is a or b, not "c"'],
  [list(LANGUAGES, about), 'es,xx,yy', '--it: no xx, yy; there are en es ca'],
  [list(LANGUAGES, about), ' , ', '--it names nothing'],
  [address(about), 'localhost:8080', '--it is an http or https address, not "localhost:8080"'],
  [address(about), 'http://here/path', '--it is an http or https address, not "http://here/path"'],
  [address({ ...about, mayHavePath: true }), 'http://', '--it is an http or https address, not "http://"'],
];
for (const [option, given, expected] of REFUSED) {
  test(`refused: ${expected}`, () => assert.equal(refusalOf(option, given), expected));
}
