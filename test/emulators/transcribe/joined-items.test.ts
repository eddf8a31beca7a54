import assert from 'node:assert/strict';
import { test } from 'node:test';
import { joinItems } from '../../../emulators/transcribe/joined-items.ts';

const MARKS = /^[.,?¿。、]$/u;
const joined = (...contents: string[]) =>
  joinItems(contents.map((content) => ({ content, type: MARKS.test(content) ? 'punctuation' : 'pronunciation' })));

test('words are apart, and marks are at their words', () => {
  assert.equal(joined('Yes', ',', 'it', 'is', '.', 'Now', '?'), 'Yes, it is. Now?');
  assert.equal(joined('Sí', '.', '¿', 'Qué', 'es', '?'), 'Sí. ¿Qué es?');
  assert.equal(joined('안녕', '하세요', '.', '네'), '안녕 하세요. 네');
});

test('scripts without blanks have none', () => {
  assert.equal(joined('东京', '是', '首都', '。', '我们', '、', '去'), '东京是首都。我们、去');
  assert.equal(joined('コーヒー', 'を', '飲む', '。', 'IBM', 'の', '本'), 'コーヒーを飲む。IBMの本');
});
