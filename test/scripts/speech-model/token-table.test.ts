import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { tokenTable } from '../../../scripts/speech-model/token-table.ts';

test('each record becomes a line of its bytes and its number; one without bytes is a space', () => {
  const tokenizer = Buffer.from([0, 2, 0xc3, 0xa9, 1, 0x61]);

  assert.equal(tokenTable(tokenizer), 'IA== 0\nw6k= 1\nYQ== 2\n');
});

test('a record of 128 bytes or more has its length in two bytes', () => {
  const long = Buffer.alloc(300, 'ab');

  assert.equal(tokenTable(Buffer.from([(300 % 128) | 128, 2, ...long])), `${long.toString('base64')} 0\n`);
});

test('any records come out as they went in', () => {
  const records = fc.array(fc.uint8Array({ maxLength: 400 }), { maxLength: 20 });
  fc.assert(
    fc.property(records, (all) => {
      const packed = all.flatMap((bytes) => {
        const head = bytes.length < 128 ? [bytes.length] : [(bytes.length % 128) + 128, Math.floor(bytes.length / 128)];
        return [...head, ...bytes];
      });
      const lines = tokenTable(Uint8Array.from(packed)).split('\n').slice(0, -1);
      const expected = all.map(
        (bytes, n) => `${bytes.length === 0 ? 'IA==' : Buffer.from(bytes).toString('base64')} ${n}`,
      );
      assert.deepEqual(lines, expected);
    }),
  );
});

test('a tokenizer that is cut short is refused, wherever it is cut', () => {
  assert.throws(() => tokenTable(Buffer.from([1, 0x61, 3, 0x61])), /cut short in record 1/);
  assert.throws(() => tokenTable(Buffer.from([200])), /cut short in record 0/);
});
