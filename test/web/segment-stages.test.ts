import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChartChange, SegmentView } from '../../src/protocol/inside.ts';
import { isWanted } from '../../web/src/inside/change-filter.ts';
import { endOf, toStages } from '../../web/src/inside/segment-stages.ts';

const SEGMENT: SegmentView = {
  ...{ seq: 1, at: 0, traceId: 'a'.repeat(32), segment: 0, words: 3, firstWordMs: 0, lastWordMs: 600, partials: 3 },
  ...{ firstPartialMs: 400, lastPartialMs: 1_100, finalMs: 1_500, outcome: 'forwarded', settledMs: 1_700 },
  languages: {
    es: { speechMs: 2_200, lastSpeechMs: 2_900, soundMs: 2_250, lastSoundMs: 4_300, played: 2, skipped: 0 },
    eo: { textMs: 2_100, played: 0, skipped: 0 },
    fr: { played: 0, skipped: 1 },
  },
};
const lines = (segment: SegmentView) =>
  toStages(segment).map(({ name, language, fromMs, toMs }) => [name, language ?? '', fromMs, toMs].join(' '));

test('a sentence’s stages are those that were measured, those of each language after each other', () => {
  assert.deepEqual(lines(SEGMENT), [
    ...['said  0 600', 'partials  400 1100', 'recognised  600 1500', 'handedOver  1500 1700'],
    ...['translated es 1700 2200', 'spoken es 2200 2900', 'played es 2250 4300'],
    'translated eo 1700 2100',
  ]);
  assert.equal(endOf(SEGMENT), 4_300);
});

test('a stage with a time that is not known is left out, and no stage ends before it begins', () => {
  const { firstWordMs: _, lastWordMs: __, settledMs: ___, ...unknown } = SEGMENT;
  const segment = { ...unknown, languages: { es: { textMs: 1_400, speechMs: 1_600, played: 0, skipped: 1 } } };

  assert.deepEqual(lines(segment), ['partials  400 1100', 'recognised  1100 1500', 'translated es 1400 1400']);
  const late = { ...unknown, lastPartialMs: 1_600, languages: {} };
  assert.ok(lines(late).includes('recognised  1500 1500'));
  const early = { ...SEGMENT, languages: { es: { speechMs: 1_650, played: 0, skipped: 0 } } };
  assert.ok(lines(early).includes('translated es 1650 1650'), 'the delivery came before the pipeline’s answer');
  assert.equal(endOf({ ...unknown, languages: {} }), 1_500);
});

test('changes are found by their chart and by words in what they say, in upper or lower case', () => {
  const change: ChartChange = {
    ...{ seq: 1, at: 0, chart: 'session', event: 'xstate.after.grace.session.live.speaker.away' },
    ...{ left: ['session.live.speaker.away'], entered: ['session.draining.lingering'] },
  };
  const wanted = (chart: string, text: string) => isWanted(change, { chart, text });

  assert.ok(wanted('', '') && wanted('session', '') && wanted('', 'GRACE lingering') && wanted('', 'after grace'));
  assert.ok(!wanted('transcription', '') && !wanted('', 'grace paused'));
});
