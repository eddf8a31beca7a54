/** One transcript on its way to the pipeline, as benchmarks make it: forwarder, circuit breaker, retry and span. */
import type { ClockPort } from '../../src/actors/ports/clock.ts';
import type { LogPort, MetricsPort } from '../../src/actors/ports/telemetry.ts';
import type { TracingPort } from '../../src/actors/ports/tracing.ts';
import type { TranslationPort } from '../../src/actors/ports/translation.ts';
import { Circuit } from '../../src/actors/resilience/circuit.ts';
import { TranslationForwarder } from '../../src/actors/speech/translation-forwarder.ts';
import { newTraceparent } from '../../src/integrations/identifiers/traceparent.ts';
import type { TranslationRequest } from '../../src/protocol/translation-request.ts';

export type Call = () => Promise<void>;

const SILENT: LogPort = { info() {}, warn() {}, error() {}, forSession: () => SILENT };
const UNCOUNTED: MetricsPort = { count() {}, observe() {} };
const CLOCK: ClockPort = {
  now: () => performance.now(),
  unixNow: () => Date.now(),
  setTimeout: (run, delayMs) => setTimeout(run, delayMs),
  clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout),
};

/** What a session sends. */
export const REQUEST: TranslationRequest = {
  ...{ sessionId: 'brave-otter-001', sourceLanguage: 'en', transcriptText: 'good evening to all of you', epoch: 0 },
  ...{ segment: 0, isSegmentFinal: true, isPartial: false, stabilityScore: 1, timestamp: 1_764_597_600_000 },
  ...{ emotionDynamics: { volume: 0.512, rate: 1.043, energy: 0.487 }, targetLanguages: ['es', 'fr', 'de'] },
  ...{ resultId: '6f0c1f2e-9a4d-4f6b-8a53-3c4d2f1e0b7a', revision: 0, startTimeMs: 12_340, endTimeMs: 14_120 },
  idempotencyKey: 'brave-otter-001:0:6f0c1f2e-9a4d-4f6b-8a53-3c4d2f1e0b7a:0:s0',
  traceparent: newTraceparent(),
};

/** @returns a call that resolves when the transcript has been forwarded, and rejects when it was not. */
export function forwardedBy(port: TranslationPort, tracing: TracingPort): Call {
  const shared = { clock: CLOCK, log: SILENT, metrics: UNCOUNTED };
  const monotonicNow = () => performance.now();
  const utterance = tracing.begin('utterance', monotonicNow());
  const transcript = utterance.child('transcript', monotonicNow());
  const span = transcript.isRecorded ? transcript : undefined;
  let outcome = '';
  const forwarder = new TranslationForwarder({
    ...{ ...shared, port, monotonicNow },
    limits: { attempts: 3, retryDelayMs: 100, timeoutMs: 5_000, maxWaiting: 200 },
    circuit: new Circuit({
      ...{ ...shared, service: 'Lambda', code: 'TRANSLATION_UNAVAILABLE' },
      timings: { failures: 5, openMs: 5_000 },
    }),
    onSettled: (_, how) => {
      outcome = how;
    },
  });
  const said = { ...REQUEST, text: REQUEST.transcriptText, lastAudioAt: undefined, wordsHeardAt: [], utterance, span };
  return async () => {
    forwarder.offer({ ...said, receivedAt: monotonicNow() }, REQUEST);
    await new Promise<void>((resolve) => forwarder.whenIdle(resolve));
    if (outcome !== 'forwarded') throw new Error(`a call of the benchmark was not accepted: ${outcome}`);
  };
}

/** @param calls One after the other. @returns CPU time of one call, us. */
export async function cpuOf(call: Call, calls: number): Promise<number> {
  const from = process.cpuUsage();
  for (let n = 0; n < calls; n += 1) await call();
  const { user, system } = process.cpuUsage(from);
  return (user + system) / calls;
}

export interface Rounds {
  /** Not counted: until everything is compiled. */
  readonly warm: number;
  /** Odd, for a median. Many, because a garbage collection distorts single rounds. */
  readonly counted: number;
  readonly calls: number;
}

/** In turns, so that other work of the machine slows all calls alike. @returns CPU time of one call, us: medians. */
export async function medianCpuOf<Name extends string>(
  calls: Readonly<Record<Name, Call>>,
  rounds: Rounds,
): Promise<Record<Name, number>> {
  const ways = Object.entries<Call>(calls).map(([name, call]) => ({ name, call, us: [] as number[] }));
  for (let n = -rounds.warm; n < rounds.counted; n += 1) {
    for (const { call, us } of ways) {
      const cost = await cpuOf(call, rounds.calls);
      if (n >= 0) us.push(cost);
    }
  }
  const medians = ways.map(({ name, us }) => [name, us.sort((a, b) => a - b)[us.length >> 1] ?? Number.NaN]);
  return Object.fromEntries(medians) as Record<Name, number>;
}
