import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TranscriptReport } from '../../../tools/demo/reports.ts';
import { SpokenSegments } from '../../../tools/demo/spoken-segments.ts';

const said = (resultId: string, segment: number | undefined, text: string): TranscriptReport => ({
  ...{ kind: 'transcript', isPartial: false, startTimeMs: 0, endTimeMs: 500 },
  ...{ resultId, segment, text },
});

test('a talk is its segments, in order, each found by result and number', () => {
  const spoken = new SpokenSegments();
  for (const [i, text] of ['we believe', 'that every child', 'should learn.'].entries()) {
    assert.equal(spoken.add(said('r1', i, text)), true);
  }
  spoken.add(said('r2', 0, 'Yes.'));

  assert.equal(spoken.count, 4);
  assert.equal(spoken.text, 'we believe that every child should learn. Yes.');
  assert.equal(spoken.find('r1', 1)?.text, 'that every child');
  assert.equal(spoken.find('r3', 0), undefined);
});

test('a result that comes whole after its segments corrects the text and is no segment', () => {
  const spoken = new SpokenSegments();
  spoken.add(said('r1', 0, 'we relieve'));
  spoken.add(said('r1', 1, 'them.'));

  assert.equal(spoken.add(said('r1', undefined, 'We believe them.')), false);
  assert.deepEqual([spoken.count, spoken.text], [2, 'We believe them.']);
});

test('without segments a result is one', () => {
  const spoken = new SpokenSegments();

  assert.equal(spoken.add(said('r1', undefined, 'good morning')), true);
  assert.equal(spoken.find('r1', undefined)?.text, 'good morning');
});
