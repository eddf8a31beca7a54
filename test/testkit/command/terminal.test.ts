import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasColours, ProgressLine } from '../../../testkit/command/terminal.ts';

const terminal = (isTTY: boolean) => {
  const written: string[] = [];
  return { isTTY, written, write: (text: string) => written.push(text) };
};

test('only a terminal has colours, and only where nobody has turned them off', () => {
  assert.equal(hasColours(terminal(true), {}), true);
  assert.equal(hasColours(terminal(false), {}), false);
  assert.equal(hasColours(terminal(true), { NO_COLOR: '1' }), false);
  assert.equal(hasColours(terminal(true), { TERM: 'dumb' }), false);
});

test('progress is one line that is written over, and nothing without a terminal', () => {
  for (const [isTTY, expected] of [
    [true, ['\r\u001b[K1 of 2', '\r\u001b[K2 of 2', '\r\u001b[K']],
    [false, []],
  ] as const) {
    const output = terminal(isTTY);
    const progress = new ProgressLine(output);
    progress.show('1 of 2');
    progress.show('2 of 2');
    progress.clear();
    assert.deepEqual(output.written, expected);
  }
});
