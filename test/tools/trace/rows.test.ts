import assert from 'node:assert/strict';
import { test } from 'node:test';
import { afterFinal, heard, toRows } from '../../../tools/trace/rows.ts';
import { recordedTrace, span } from './recorded.ts';

const drawn = (rows: ReturnType<typeof toRows>) => rows.map(({ depth, label }) => `${'  '.repeat(depth)}${label}`);

test('many of a kind share a line, and what is below them shares one too; a final stands alone', () => {
  const labels = drawn(toRows(recordedTrace())).map((label) => label.replace(/\d+$/, 'n'));

  assert.deepEqual(labels, [
    'utterance',
    '  audio.chunk × n',
    '  segment',
    '    playout',
    '  transcript, partial × n',
    '    translation.invoke × n',
    '      pipeline.translate × n',
    '      pipeline.deliver × n',
    '        listener.deliver × n',
    '  segment',
    '    playout',
    '  transcript, final',
    '    translation.invoke',
    '      pipeline.translate',
    '      pipeline.synthesise',
    '      pipeline.deliver',
    '        listener.deliver',
    '  transcript, final',
    '    translation.invoke',
    '      pipeline.translate',
    '      pipeline.synthesise',
    '      pipeline.deliver',
    '        listener.deliver',
  ]);
});

test('every span is in exactly one row, and a row lasts from the first to the last of its spans', () => {
  const trace = recordedTrace();
  const rows = toRows(trace);

  assert.deepEqual(rows.flatMap(({ spans }) => spans.map(({ id }) => id)).sort(), trace.map(({ id }) => id).sort());
  for (const { spans, startMs, endMs } of rows) {
    assert.ok(spans.every((one) => one.startMs >= startMs && one.endMs <= endMs));
  }
});

test('two of a kind have a line each, in the order of their starts', () => {
  const rows = toRows([
    span({ id: 'r', name: 'utterance' }),
    span({ id: 'b', name: 'audio.chunk', startMs: 2, endMs: 3 }),
    span({ id: 'a', name: 'audio.chunk', startMs: 1, endMs: 2 }),
  ]);

  assert.deepEqual(
    rows.map(({ startMs }) => startMs),
    [0, 1, 2],
  );
});

test('a span whose parent is missing is drawn all the same', () => {
  assert.deepEqual(drawn(toRows([span({ id: 'a', name: 'audio.chunk', parentId: 'gone' })])), ['audio.chunk']);
});

test('what follows the last final is cut out and moved to the left', () => {
  assert.deepEqual(drawn(afterFinal(toRows(recordedTrace()))), [
    'transcript, final',
    '  translation.invoke',
    '    pipeline.translate',
    '    pipeline.synthesise',
    '    pipeline.deliver',
    '      listener.deliver',
  ]);
  assert.deepEqual(afterFinal(toRows([span({ id: 'r', name: 'utterance' })])), []);
});

test('the segments and their sound are cut out, each sound below its segment', () => {
  assert.deepEqual(drawn(heard(toRows(recordedTrace()))), ['segment', '  playout', 'segment', '  playout']);
  assert.deepEqual(heard(toRows([span({ id: 'r', name: 'utterance' })])), []);
});
