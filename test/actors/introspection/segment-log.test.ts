import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type LoggedSegment, MAX_SEGMENTS, SegmentLog } from '../../../src/actors/introspection/segment-log.ts';
import { SessionBench } from '../../support/actors/actor-bench.ts';
import { result } from '../../support/actors/fake-transcription.ts';
import { REFUSED } from '../../support/actors/fake-translation.ts';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const UNIX_MS = 1_700_000_000_000;

/** A log whose monotonic clock is at 5,000 when the system's is at UNIX_MS. */
function setUp() {
  const clock = { unix: UNIX_MS, monotonic: 5_000 };
  const log = new SegmentLog({ unixNow: () => clock.unix }, () => clock.monotonic);
  const segment = (more: Partial<LoggedSegment> = {}): LoggedSegment => ({
    ...{ resultId: 'r1', segment: 0, wordsHeardAt: [3_000, 3_300, 3_600], receivedAt: 4_500 },
    utterance: { traceparent: `00-${TRACE_ID}-b7ad6b7169203331-00` },
    ...more,
  });
  return { clock, log, segment };
}

test('a segment’s way is told from its first word on: partials, final, hand-over, the sockets, the ears', () => {
  const { log, segment } = setUp();
  for (const receivedAt of [3_400, 3_800, 4_100]) log.partial({ resultId: 'r1', segment: 0, receivedAt });
  const timeline = log.add(segment());
  log.settled({ resultId: 'r1', segment: 0 }, 'forwarded', 4_700);
  for (const at of [5_200, 5_900]) timeline.spoken('es', at);
  timeline.played('es', 5_300, 7_300);
  timeline.played('es', 5_250, 7_200);
  timeline.skipped('es');
  timeline.captioned('eo', 5_100);
  timeline.captioned('eo', 5_600);

  assert.deepEqual(log.read(), [
    {
      ...{ seq: 1, segment: 0, words: 3, traceId: TRACE_ID, at: UNIX_MS - 2_000 },
      ...{ firstWordMs: 0, lastWordMs: 600, partials: 3, firstPartialMs: 400, lastPartialMs: 1_100, finalMs: 1_500 },
      ...{ outcome: 'forwarded', settledMs: 1_700 },
      languages: {
        es: { speechMs: 2_200, lastSpeechMs: 2_900, soundMs: 2_250, lastSoundMs: 4_300, played: 2, skipped: 1 },
        eo: { textMs: 2_100, played: 0, skipped: 0 },
      },
    },
  ]);
});

test('what has not come, or is not known, is absent; the earliest time that is known is the beginning', () => {
  const { log, segment } = setUp();
  log.add(segment({ wordsHeardAt: [], utterance: { traceparent: 'none' } }));
  log.partial({ resultId: 'r2', segment: 0, receivedAt: 4_400 });
  log.add(segment({ resultId: 'r2', wordsHeardAt: [] }));

  const [without, later] = log.read();
  assert.deepEqual(without, {
    ...{ seq: 1, segment: 0, words: 0, traceId: '', at: UNIX_MS - 500, partials: 0, finalMs: 0, languages: {} },
  });
  assert.deepEqual([later?.at, later?.firstPartialMs, later?.finalMs], [UNIX_MS - 600, 0, 100]);
});

test('a segment’s times agree when the system’s clock is set between them', () => {
  const { clock, log, segment } = setUp();
  log.add(segment());
  clock.unix += 3_600_000;
  log.settled({ resultId: 'r1', segment: 0 }, 'forwarded', 4_600);

  assert.deepEqual([log.read()[0]?.at, log.read()[0]?.settledMs], [UNIX_MS - 2_000, 1_600]);
});

test('no time is before the beginning, though audio that came all at once lets later words be said earlier', () => {
  const { log, segment } = setUp();
  log.add(segment({ wordsHeardAt: [3_030, 3_010, 3_000, 3_020] }));

  const [{ at, firstWordMs, lastWordMs } = assert.fail('nothing is kept')] = log.read();
  assert.deepEqual([at, firstWordMs, lastWordMs], [UNIX_MS - 2_000, 0, 30]);
});

test('partials are counted for their own segment, and only the first outcome counts', () => {
  const { log, segment } = setUp();
  log.partial({ resultId: 'r1', segment: 0, receivedAt: 3_100 });
  log.partial({ resultId: 'r1', segment: 1, receivedAt: 3_200 });
  log.add(segment());
  log.add(segment({ segment: 1 }));
  log.settled({ resultId: 'r1', segment: 1 }, 'failed', 4_600);
  log.settled({ resultId: 'r1', segment: 1 }, 'stopped', 4_700);
  log.settled({ resultId: 'r9', segment: 1 }, 'forwarded', 4_700);

  const seen = log.read().map(({ partials, outcome }) => [partials, outcome]);
  assert.deepEqual(seen, [
    [1, undefined],
    [1, 'failed'],
  ]);
});

test('the last 50 segments are kept, however many are said', () => {
  const { log, segment } = setUp();
  for (let n = 0; n < 3 * MAX_SEGMENTS; n += 1) {
    log.partial({ resultId: `r${n}`, segment: 0, receivedAt: 3_000 });
    log.add(segment({ resultId: `r${n}` }));
  }

  const seqs = log.read().map(({ seq }) => seq);
  assert.deepEqual([seqs.length, seqs[0], seqs.at(-1)], [50, 101, 150]);
});

test('a session’s view has its segments with what became of each, and none of their words', async () => {
  const bench = new SessionBench();
  const view = () => bench.session.introspection.toView(bench.session, 0);
  await bench.speak(1_000);
  bench.transcription.last.hear(result('partial', 0, 600, { text: 'marker' }));
  bench.transcription.last.hear(result('final', 0, 1_000, { text: 'marker phrase' }));
  await bench.clock.advance(100);
  bench.listen('listener-1');
  bench.translation.answer = () => REFUSED;
  await bench.speak(1_000);
  bench.transcription.last.hear(result('final', 1_000, 2_000, { text: 'marker phrase' }));
  await bench.clock.advance(5_000);

  const { segments } = view();
  assert.deepEqual(
    segments.map(({ outcome, partials, seq }) => [seq, outcome, partials > 0]),
    [
      [1, 'noListener', true],
      [2, 'failed', false],
    ],
  );
  assert.ok(segments.every(({ traceId }) => /^[0-9a-f]{32}$/.test(traceId)));
  assert.doesNotMatch(JSON.stringify(view()), /marker/);
});
