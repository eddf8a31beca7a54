import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { toPicture } from '../../../tools/trace/picture.ts';
import { afterFinal, heard, toRows } from '../../../tools/trace/rows.ts';
import { TITLE, toSections } from '../../../tools/trace/sections.ts';
import { recordedTrace, span } from './recorded.ts';

test('the picture in the documentation is of the recorded trace', () => {
  assert.equal(toPicture(toSections(toRows(recordedTrace())), TITLE), readFileSync('docs/pictures/trace.svg', 'utf8'));
});

test('every span is drawn, with its name and duration to be read on pointing at it', () => {
  const rows = toRows(recordedTrace());
  const again = [...afterFinal(rows), ...heard(rows)].flatMap(({ spans }) => spans).length;
  const picture = toPicture(toSections(rows), TITLE);

  assert.equal(picture.match(/<rect [^>]+><title>/g)?.length, recordedTrace().length + again);
  assert.match(picture, /<title>audio\.chunk: \d/);
});

test('every bar lies between the names and the durations, and is wide enough to be seen', () => {
  const picture = toPicture(toSections(toRows(recordedTrace())), TITLE);

  for (const [, x, width] of picture.matchAll(/x="([\d.]+)" y="[\d.]+" width="([\d.]+)" height="14"/g)) {
    assert.ok(Number(x) >= 240 && Number(x) + Number(width) <= 812, `${x} ${width}`);
    assert.ok(Number(width) >= 1.5);
  }
});

test('a failure has a colour and a word of its own, and no text is taken for markup', () => {
  const rows = toRows([span({ id: 'r', name: 'utterance', isFailed: true, service: '<b>&"' })]);
  const picture = toPicture([{ heading: 'a < b', rows }], 'Tom & "Jerry"');

  assert.match(picture, /class="failed"[^>]*><title>utterance: 1\.0 ms, failed/);
  assert.ok(!picture.includes('<b>') && !picture.includes('Tom & '));
});

test('a trace of a moment and one of an hour have an axis too', () => {
  for (const endMs of [0, 0.2, 3_600_000]) {
    const picture = toPicture([{ heading: 'h', rows: toRows([span({ id: 'r', name: 'utterance', endMs })]) }], 'T');
    assert.match(picture, /class="grid"/);
    assert.ok(!picture.includes('NaN'));
  }
});
