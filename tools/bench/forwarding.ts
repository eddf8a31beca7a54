/**
 * Measures the cost of forwarding one transcript that the pipeline accepts at once, compared with a bare call of the
 * pipeline's port: `npx tsx tools/bench/forwarding.ts`.
 */
import type { ClockPort } from '../../src/actors/ports/clock.ts';
import type { LogPort, MetricsPort } from '../../src/actors/ports/telemetry.ts';
import { untraced } from '../../src/actors/ports/tracing.ts';
import type { TranslationPort } from '../../src/actors/ports/translation.ts';
import { Circuit } from '../../src/actors/resilience/circuit.ts';
import { TranslationForwarder } from '../../src/actors/speech/translation-forwarder.ts';
import type { TranslationRequest } from '../../src/protocol/translation-request.ts';

/** Many, because a garbage collection distorts single rounds. */
const ROUNDS = 31;
const TRANSCRIPTS = 2_000;

const SILENT: LogPort = { info() {}, warn() {}, error() {}, forSession: () => SILENT };
const UNCOUNTED: MetricsPort = { count() {}, observe() {} };
const CLOCK: ClockPort = {
  now: () => performance.now(),
  unixNow: () => Date.now(),
  setTimeout: (run, delayMs) => setTimeout(run, delayMs),
  clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout),
};
/** Accepts everything at once, so that only this server's own cost is measured. */
const PORT: TranslationPort = { invoke: async () => ({ ok: true }) };

const REQUEST: TranslationRequest = {
  ...{ sessionId: 'brave-otter-001', sourceLanguage: 'en', transcriptText: 'good evening', isPartial: false },
  ...{ segment: 0, isSegmentFinal: true },
  ...{ stabilityScore: 1, timestamp: 0, emotionDynamics: { volume: 0.5, rate: 1, energy: 0.5 } },
  ...{ resultId: 'one', revision: 0, idempotencyKey: 'one', targetLanguages: ['es'], epoch: 0 },
  ...{ startTimeMs: 0, endTimeMs: 1_000 },
};

const SAID = {
  ...{ ...REQUEST, text: REQUEST.transcriptText, lastAudioAt: undefined, wordsHeardAt: [], span: undefined },
  utterance: untraced(() => '').begin('utterance', 0),
};

/** @returns CPU time of one transcript, us. */
type Measure = () => Promise<number>;

async function cpuOf(work: () => Promise<unknown>): Promise<number> {
  const from = process.cpuUsage();
  for (let n = 0; n < TRANSCRIPTS; n += 1) await work();
  const { user, system } = process.cpuUsage(from);
  return (user + system) / TRANSCRIPTS;
}

function throughForwarder(): Measure {
  const timings = { failures: 5, openMs: 5_000 };
  const shared = { clock: CLOCK, log: SILENT, metrics: UNCOUNTED };
  const forwarder = new TranslationForwarder({
    ...shared,
    port: PORT,
    circuit: new Circuit({ ...shared, service: 'Lambda', code: 'TRANSLATION_UNAVAILABLE', timings }),
    monotonicNow: () => performance.now(),
    limits: { attempts: 3, retryDelayMs: 100, timeoutMs: 5_000, maxWaiting: 200 },
    onSettled: () => {},
  });
  return () =>
    cpuOf(() => {
      forwarder.offer({ ...SAID, receivedAt: performance.now() }, REQUEST);
      return new Promise<void>((resolve) => forwarder.whenIdle(resolve));
    });
}

const WAYS: readonly (readonly [name: string, measure: Measure])[] = [
  ['the port alone', () => cpuOf(() => PORT.invoke(REQUEST, new AbortController().signal))],
  ['through the forwarder', throughForwarder()],
];

const median = (figures: readonly number[]) => [...figures].sort((a, b) => a - b)[figures.length >> 1] ?? Number.NaN;

for (const [, measure] of WAYS) await measure(); // warm
const rounds: number[][] = [];
for (let n = 0; n < ROUNDS; n += 1) {
  const round: number[] = [];
  for (const [, measure] of WAYS) round.push(await measure());
  rounds.push(round);
}
console.log(`one transcript that is accepted at once, CPU, median of ${ROUNDS} x ${TRANSCRIPTS}`);
for (const [at, [name]] of WAYS.entries()) {
  const us = median(rounds.map((round) => round[at] ?? Number.NaN));
  const ratio = median(rounds.map((round) => (round[at] ?? Number.NaN) / (round[0] ?? Number.NaN)));
  console.log(`${name.padEnd(24)} ${us.toFixed(2)} us, ${ratio.toFixed(2)} x the port alone`);
}
