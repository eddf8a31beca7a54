import assert from 'node:assert/strict';
import test from 'node:test';
import { toResults } from '../../../src/integrations/transcribe/transcribe-results.ts';

test('times become whole milliseconds, stability is passed on only where it was said', () => {
  const [result] = toResults({
    Transcript: {
      Results: [
        {
          ResultId: 'r1',
          IsPartial: true,
          StartTime: 0.29,
          EndTime: 1.115,
          Alternatives: [
            {
              Transcript: 'Hi there.',
              Items: [
                { Content: 'Hi', Type: 'pronunciation', StartTime: 0.29, EndTime: 0.57, Stable: true },
                { Content: 'there', Type: 'pronunciation', StartTime: 0.58, EndTime: 1.115, Stable: false },
                { Content: '.', Type: 'punctuation', StartTime: 1.115, EndTime: 1.115 },
              ],
            },
          ],
        },
      ],
    },
  });

  assert.deepEqual(result, {
    resultId: 'r1',
    isPartial: true,
    text: 'Hi there.',
    startMs: 290,
    endMs: 1115,
    items: [
      { content: 'Hi', kind: 'pronunciation', startMs: 290, endMs: 570, stable: true },
      { content: 'there', kind: 'pronunciation', startMs: 580, endMs: 1115, stable: false },
      { content: '.', kind: 'punctuation', startMs: 1115, endMs: 1115 },
    ],
  });
});

test('what the service leaves out becomes a plain value', () => {
  const [empty, sparse] = toResults({
    Transcript: { Results: [{ Alternatives: [{}] }, { StartTime: 2, Alternatives: [{ Items: [{}] }] }] },
  });

  assert.deepEqual(empty, { resultId: '', isPartial: false, text: '', startMs: 0, endMs: 0, items: [] });
  assert.deepEqual(sparse?.items, [{ content: '', kind: 'pronunciation', startMs: 2000, endMs: 2000 }]);
});

test('a result without an alternative, and an event without results, give nothing', () => {
  assert.deepEqual(toResults(undefined), []);
  assert.deepEqual(toResults({}), []);
  assert.deepEqual(toResults({ Transcript: {} }), []);
  assert.deepEqual(toResults({ Transcript: { Results: [{ ResultId: 'r' }, { Alternatives: [] }] } }), []);
});
