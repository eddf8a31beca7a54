/**
 * Measures the cost of following segments to their listeners: `npx tsx tools/bench/journeys.ts`. One session of 500 listeners,
 * segments of 8 words, nothing traced. Prints the median of several rounds for one call of each kind.
 */
import { SegmentLog } from '../../src/actors/introspection/segment-log.ts';
import { SessionMetrics } from '../../src/actors/introspection/session-metrics.ts';
import { untraced } from '../../src/actors/ports/tracing.ts';
import { type JourneyListener, SegmentJourneys } from '../../src/actors/speech/segment-journeys.ts';
import { MemoryMetrics } from '../../src/integrations/metrics/memory-metrics.ts';
import { readCaptionIds, readSpeechIds } from '../../src/server/http/speech-ids.ts';

const LISTENERS = 500;
const ROUNDS = 200;
const WORDS = 8;
const RESULT = '9b1c5f0e-6f1d-4f53-9d0e-1a2b3c4d5e6f';

const server = new MemoryMetrics();
const session = new SessionMetrics(server);
const journeys = new SegmentJourneys(server);
const log = new SegmentLog({ unixNow: () => 1_700_000_000_000 }, () => performance.now());
const info = { epoch: 0, sourceLanguage: 'en' };
const listeners = Array.from(
  { length: LISTENERS },
  (): JourneyListener => ({ broadcast: { info }, targetLanguage: 'es', joinedAt: 0 }),
);
const utterance = untraced(() => '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00').begin('utterance', 0);
const wordsHeardAt = Array.from({ length: WORDS }, (_, word) => 1_000 + word * 300);

const COSTS: Record<string, number[]> = {};
for (let round = 0; round < ROUNDS; round += 1) {
  const ids = { resultId: RESULT, segment: round, epoch: 0, part: 1, parts: 1 };
  const body = Buffer.from(
    JSON.stringify({ type: 'audio', ...ids, sequenceNumber: round, text: 'hola', audioData: 'A'.repeat(100_000) }),
  );
  const said = { ...ids, wordsHeardAt, receivedAt: 4_000, lastAudioAt: 3_100, utterance };
  const report = {
    ...{ resultId: RESULT, segment: round, epoch: 0, outcome: 'played' as const },
    ...{ agoMs: 2_000, durationMs: 2_000, delayMs: 10, queuedMs: 0, playbackRate: 1 },
  };
  const partial = Buffer.from(
    JSON.stringify({ type: 'caption', ...ids, sequenceNumber: round, isPartial: true, text: 'ho' }),
  );
  measure('a partial, kept', LISTENERS, () => each(() => log.partial(said)));
  measure('a segment, kept', LISTENERS, () => each(() => log.add(said)));
  measure('a view of 50 segments', 1, () => log.read());
  journeys.sent(info, said, session, log.add(said));
  measure('a hand-over', 1, () => journeys.handedOver(info, said, 4_100));
  measure('the ids of a delivery', LISTENERS, () => each(() => readSpeechIds(body)));
  measure('the head of a partial', LISTENERS, () => each(() => readCaptionIds(partial)));
  measure('a delivery', LISTENERS, () => each((one) => journeys.delivered(one, ids, '', 4_500)));
  measure('a playback report', LISTENERS, () => each((one) => journeys.reported(one, report, 7_000)));
}
for (const [name, times] of Object.entries(COSTS)) {
  const median = times.sort((a, b) => a - b)[times.length >> 1] ?? Number.NaN;
  process.stdout.write(`${name.padEnd(24)} ${median.toFixed(1)} us\n`);
}

function measure(name: string, calls: number, work: () => void): void {
  const from = performance.now();
  work();
  COSTS[name] ??= [];
  COSTS[name].push(((performance.now() - from) * 1_000) / calls);
}

function each(work: (listener: JourneyListener) => unknown): void {
  for (const listener of listeners) work(listener);
}
