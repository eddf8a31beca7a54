import assert from 'node:assert/strict';
import { test } from 'node:test';
import { duration, durations } from '../../../tools/trace/durations.ts';
import { toRows } from '../../../tools/trace/rows.ts';
import { toTree } from '../../../tools/trace/tree.ts';
import { span } from './recorded.ts';

const trace = [
  span({ id: 'r', name: 'utterance', startMs: 1_000, endMs: 3_500 }),
  ...[0, 1, 2].map((n) => span({ id: `c${n}`, name: 'audio.chunk', startMs: 1_000 + n, endMs: 1_000.5 + n * 2 })),
  span({ id: 'f', name: 'transcript', startMs: 3_000, endMs: 3_012, facts: { 'transcript.partial': false } }),
  span({ id: 'i', name: 'translation.invoke', parentId: 'f', startMs: 3_001, endMs: 3_010, isFailed: true }),
];

test('the tree shows what is below what, whose it is, when it began and how long it took', () => {
  assert.deepEqual(toTree(toRows(trace)), [
    'utterance                 rostrum      +0 ms  2.50 s',
    '├─ audio.chunk × 3        rostrum      +0 ms  p50 1.5 ms, max 2.5 ms',
    '└─ transcript, final      rostrum   +2000 ms  12 ms',
    '   └─ translation.invoke  rostrum   +2001 ms  9.0 ms  failed',
  ]);
});

test('branches are drawn on beside what is deeper', () => {
  const rows = [
    span({ id: 'r', name: 'utterance' }),
    span({ id: 'a', name: 'transcript' }),
    span({ id: 'b', name: 'translation.invoke', parentId: 'a' }),
    span({ id: 'c', name: 'audio.chunk', startMs: 1, endMs: 2 }),
  ];

  const names = toTree(toRows(rows)).map((line) => line.split('  rostrum')[0]?.trimEnd());
  assert.deepEqual(names, ['utterance', '├─ transcript', '│  └─ translation.invoke', '└─ audio.chunk']);
});

test('what failed is red where there are colours', () => {
  const mark = { dim: String, bold: String, red: (text: string) => `<${text.trim()}>` };

  assert.match(toTree(toRows(trace), mark).at(-1) ?? '', /^<└─ translation.invoke>/);
});

test('durations have three figures at most', () => {
  assert.deepEqual([0.04, 9.99, 10, 999, 1_000, 61_234].map(duration), [
    '0.0 ms',
    '10.0 ms',
    '10 ms',
    '999 ms',
    '1.00 s',
    '61.23 s',
  ]);
  assert.equal(durations([]), 'p50 0.0 ms, max 0.0 ms');
});
