import assert from 'node:assert/strict';
import { test } from 'node:test';
import { helpText, readArguments } from '../../../src/server/config/help.ts';
import { SETTINGS } from '../../../src/server/config/settings.ts';

test('the server starts without arguments, and helps when asked', () => {
  assert.equal(readArguments([]), 'start');
  for (const asked of ['--help', '-h']) assert.equal(readArguments([asked]), 'help');
});

test('any other argument is refused in one line that names it: it would do nothing', () => {
  for (const [args, named] of [
    [['--bogus'], '--bogus'],
    [['embedded'], 'embedded'],
    [['--port', '80'], '--port'],
    [['-p'], '-p'],
    [['--help', '--bogus'], '--bogus'],
    [['--help=yes'], '--help'],
    [[''], "''"],
    [['--two\nlines'], '--two'],
  ] as const) {
    const answer = readArguments(args);
    assert.ok(typeof answer === 'object', args.join(' '));
    assert.ok(answer.problem.includes(named), answer.problem);
    assert.ok(!answer.problem.includes('\n'));
  }
});

test('help names every variable with its default and its whole meaning, in lines a terminal shows', () => {
  const text = helpText();
  const words = text.replace(/\s+/g, ' ');

  for (const [name, setting] of Object.entries(SETTINGS)) {
    assert.ok(text.includes(`\n  ${name}=${setting.default ?? ''}\n`), name);
    assert.ok(words.includes(setting.meaning), name);
  }
  assert.deepEqual(
    text.split('\n').filter((line) => line.length > 110),
    [],
  );
});
