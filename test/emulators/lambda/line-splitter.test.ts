import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LineSplitter } from '../../../src/integrations/emulators/line-splitter.ts';

function split(chunks: readonly Buffer[], maxChars?: number): string[] {
  const lines: string[] = [];
  const splitter = new LineSplitter((line) => lines.push(line), maxChars);
  for (const chunk of chunks) splitter.push(chunk);
  splitter.end();
  return lines;
}

test('lines come out whole however the bytes were cut', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' }).filter((s) => !/[\r\n]/.test(s))), fc.nat(), (lines, at) => {
      const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
      const cut = bytes.length === 0 ? 0 : at % bytes.length;
      assert.deepEqual(split([bytes.subarray(0, cut), bytes.subarray(cut)]), lines);
    }),
  );
});

test('a carriage return before the line end is dropped, a last line needs no end', () => {
  assert.deepEqual(split([Buffer.from('a\r\n\nb')]), ['a', '', 'b']);
});

test('a line over the bound is cut, ended or not', () => {
  assert.deepEqual(split([Buffer.from('abcdefg\nhijklmnop')], 3), ['abc', 'def', 'g', 'hij', 'klm', 'nop']);
});
