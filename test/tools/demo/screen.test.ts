import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Screen } from '../../../tools/demo/screen.ts';

function screenOf(members: { isTerminal?: boolean; hasColours?: boolean; columns?: number } = {}) {
  const { isTerminal = false, hasColours = false, columns = 80 } = members;
  let shown = '';
  const write = (text: string) => {
    shown += text;
  };
  const screen = new Screen({ write, isTerminal, hasColours, columns: () => columns });
  return { screen, shown: () => shown };
}

test('without a terminal there are plain lines and no unfinished words', () => {
  const { screen, shown } = screenOf();
  screen.heading('Session calm-otter-123');
  screen.partial(1_000, 'good mor');
  screen.recognised(2_400, 'en', 'good morning');
  screen.translation(65_000, 'es', 'buenos días', 1_234);
  screen.note('careful');
  screen.line();
  screen.end();

  const translation = '1:05  es   1.23 s  buenos días';
  assert.equal(shown(), `Session calm-otter-123\n0:02  en           good morning\n${translation}\ncareful\n\n`);
});

test('a translation whose speech is not known has no latency', () => {
  const { screen, shown } = screenOf();
  screen.translation(0, 'es', 'hola', undefined);

  assert.equal(shown(), '0:00  es           hola\n');
});

test('on a terminal words are overwritten by the next ones and by the finished sentence', () => {
  const { screen, shown } = screenOf({ isTerminal: true });
  screen.partial(0, 'good');
  screen.partial(0, 'good morning');
  screen.recognised(0, 'en', 'good morning to you');

  const clear = '\r\x1b[2K';
  assert.equal(
    shown(),
    `${clear}0:00  ..           good${clear}0:00  ..           good morning${clear}0:00  en           good morning to you\n`,
  );
});

test('a line that comes between leaves the unfinished words below it', () => {
  const { screen, shown } = screenOf({ isTerminal: true });
  screen.partial(0, 'good');
  screen.line('hola');

  assert.ok(shown().endsWith('\r\x1b[2Khola\n0:00  ..           good'));
});

test('unfinished words never wrap, and go away at the end', () => {
  const { screen, shown } = screenOf({ isTerminal: true, columns: 29 });
  screen.partial(0, 'one two three four five');
  assert.equal(shown(), '\r\x1b[2K0:00  ..           one two …');

  screen.end();
  assert.ok(shown().endsWith('…\r\x1b[2K'));
});

test('colours are there only when asked for', () => {
  const { screen, shown } = screenOf({ isTerminal: true, hasColours: true });
  screen.partial(0, 'good');

  assert.equal(shown(), '\r\x1b[2K\x1b[2m0:00  ..           good\x1b[22m');
});

test('control characters from the network do not reach the terminal', () => {
  const { screen, shown } = screenOf();
  screen.recognised(0, 'en', 'a\x1b[2Jb\nc');

  assert.equal(shown(), '0:00  en           a [2Jb c\n');
});

test('what is waited for is shown on a terminal alone, until the next line', () => {
  const plain = screenOf();
  plain.screen.status('Starting');
  plain.screen.end();
  assert.equal(plain.shown(), '');

  const { screen, shown } = screenOf({ isTerminal: true });
  screen.status('Starting');
  screen.end();
  screen.line('ready');
  const clear = '\r\x1b[2K';
  assert.equal(shown(), `${clear}Starting${clear}ready\n`);
});
