/**
 * Measures what one call of the pipeline costs this process: forwarder, circuit breaker, retry, span, signature and
 * connection, beside the same with the call made by the AWS SDK, and beside nothing but a signed POST.
 */
import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { Agent, request as httpRequest } from 'node:http';
import { fileURLToPath } from 'node:url';
import { AlwaysOnSampler, BasicTracerProvider, type SpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { ClockPort } from '../../src/actors/ports/clock.ts';
import type { LogPort, MetricsPort } from '../../src/actors/ports/telemetry.ts';
import type { Span, TracingPort } from '../../src/actors/ports/tracing.ts';
import type { TranslationPort } from '../../src/actors/ports/translation.ts';
import { Circuit } from '../../src/actors/resilience/circuit.ts';
import { TranslationForwarder } from '../../src/actors/speech/translation-forwarder.ts';
import { newTraceparent } from '../../src/integrations/identifiers/traceparent.ts';
import { InvokeTemplate } from '../../src/integrations/lambda/invoke-template.ts';
import { SdkInvoke, type TranslationOptions } from '../../src/integrations/lambda/sdk-invoke.ts';
import { createTranslationPort } from '../../src/integrations/lambda/translation-port.ts';
import { SigningTime } from '../../src/integrations/signing/signing-key.ts';
import { otelTracing } from '../../src/integrations/telemetry/otel-tracing.ts';
import { createUnixTime } from '../../src/integrations/telemetry/unix-time.ts';
import type { TranslationRequest } from '../../src/protocol/translation-request.ts';

/** CPU time of one call, us: the median of the rounds. */
export interface LambdaCallCost {
  /** From the forwarder to the answer, as the server makes it. */
  readonly ours: number;
  /** The same with the call made by the SDK as a whole. */
  readonly sdk: number;
  /** A signed POST of the same body over a kept connection of node:http, one after the other. */
  readonly floor: number;
}

/** Odd, for a median; in turns, so that other work of the machine slows all ways alike. */
const ROUNDS = 11;
const CALLS = 500;
/** Until everything is compiled. */
const WARM_ROUNDS = 3;
const FORWARDING = { attempts: 3, retryDelayMs: 100, timeoutMs: 5_000, maxWaiting: 200 };

const SILENT: LogPort = { info() {}, warn() {}, error() {}, forSession: () => SILENT };
const UNCOUNTED: MetricsPort = { count() {}, observe() {} };
const UNSENT: SpanProcessor = { onStart() {}, onEnd() {}, forceFlush: async () => {}, shutdown: async () => {} };
const CLOCK: ClockPort = {
  now: () => performance.now(),
  unixNow: () => Date.now(),
  setTimeout: (run, delayMs) => setTimeout(run, delayMs),
  clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout),
};

const REQUEST: TranslationRequest = {
  ...{ sessionId: 'brave-otter-001', sourceLanguage: 'en', transcriptText: 'good evening to all of you', epoch: 0 },
  ...{ segment: 0, isSegmentFinal: true, isPartial: false, stabilityScore: 1, timestamp: 1_764_597_600_000 },
  ...{ emotionDynamics: { volume: 0.512, rate: 1.043, energy: 0.487 }, targetLanguages: ['es', 'fr', 'de'] },
  ...{ resultId: '6f0c1f2e-9a4d-4f6b-8a53-3c4d2f1e0b7a', revision: 0, startTimeMs: 12_340, endTimeMs: 14_120 },
  idempotencyKey: 'brave-otter-001:0:6f0c1f2e-9a4d-4f6b-8a53-3c4d2f1e0b7a:0:s0',
  traceparent: newTraceparent(),
};

type Call = () => Promise<void>;

/** @returns a call that resolves when the transcript has been forwarded. */
function forwardedBy(port: TranslationPort, tracing: TracingPort): Call {
  const shared = { clock: CLOCK, log: SILENT, metrics: UNCOUNTED };
  const timings = { failures: 5, openMs: 5_000 };
  const monotonicNow = () => performance.now();
  const utterance: Span = tracing.begin('utterance', monotonicNow());
  const span = utterance.child('transcript', monotonicNow());
  let outcome = '';
  const forwarder = new TranslationForwarder({
    ...{ ...shared, port, monotonicNow, limits: FORWARDING },
    circuit: new Circuit({ ...shared, service: 'Lambda', code: 'TRANSLATION_UNAVAILABLE', timings }),
    onSettled: (_, how) => {
      outcome = how;
    },
  });
  return async () => {
    const receivedAt = monotonicNow();
    const said = { ...REQUEST, text: REQUEST.transcriptText, lastAudioAt: undefined, wordsHeardAt: [] };
    forwarder.offer({ ...said, receivedAt, utterance, span }, REQUEST);
    await new Promise<void>((resolve) => forwarder.whenIdle(resolve));
    if (outcome !== 'forwarded') throw new Error(`a call of the benchmark was not accepted: ${outcome}`);
  };
}

/** The whole call by the SDK. */
function sdkPort(sdk: SdkInvoke): TranslationPort {
  return {
    async invoke(request, signal) {
      await sdk.send(Buffer.from(JSON.stringify(request)), signal);
      return { ok: true };
    },
  };
}

async function bareCall(sdk: SdkInvoke, agent: Agent): Promise<Call> {
  const samples = [await sdk.signed(Buffer.from('{}')), await sdk.signed(Buffer.from('[1]'))] as const;
  const template = InvokeTemplate.of(samples, await sdk.keys());
  if (template === undefined) throw new Error('the SDK signs its requests in a way that is not known here');
  const time = new SigningTime();
  return () =>
    new Promise((resolve, reject) => {
      const payload = Buffer.from(JSON.stringify(REQUEST));
      const signed = template.fill(payload, { time: time.of(Date.now()), invocationId: randomUUID() });
      const { headers, hostname, method, path, port } = signed;
      const sent = httpRequest({ agent, headers, host: hostname, method, path, port }, (response) => {
        response.resume();
        response.once('end', resolve);
      });
      sent.once('error', reject);
      sent.end(payload);
    });
}

async function cpuOf(call: Call): Promise<number> {
  const from = process.cpuUsage();
  for (let n = 0; n < CALLS; n += 1) await call();
  const { user, system } = process.cpuUsage(from);
  return (user + system) / CALLS;
}

/** Every span is recorded, none exported. One call at a time, as one session makes them. Takes some ten seconds. */
export async function measureLambdaCall(): Promise<LambdaCallCost> {
  const service = fork(fileURLToPath(new URL('lambda-process.ts', import.meta.url)));
  const [{ port }] = (await once(service, 'message')) as [{ port: number }];
  const options: TranslationOptions = {
    ...{ functionName: 'pipeline', region: 'eu-west-1', endpoint: `http://127.0.0.1:${port}` },
    credentials: { accessKeyId: 'AKIDBENCH', secretAccessKey: 'secret', sessionToken: 'token' },
  };
  const provider = new BasicTracerProvider({ sampler: new AlwaysOnSampler(), spanProcessors: [UNSENT] });
  const tracing = otelTracing({ tracer: provider.getTracer('bench'), toUnixMs: createUnixTime(), record: () => {} });
  const ours = createTranslationPort(options);
  const sdk = new SdkInvoke(options);
  const agent = new Agent({ keepAlive: true });
  const calls = {
    ours: forwardedBy(ours, tracing),
    sdk: forwardedBy(sdkPort(sdk), tracing),
    floor: await bareCall(sdk, agent),
  };
  const round = async () => ({
    ours: await cpuOf(calls.ours),
    sdk: await cpuOf(calls.sdk),
    floor: await cpuOf(calls.floor),
  });
  for (let n = 0; n < WARM_ROUNDS; n += 1) await round();
  const rounds: LambdaCallCost[] = [];
  for (let n = 0; n < ROUNDS; n += 1) rounds.push(await round());
  const median = (of: keyof LambdaCallCost) => rounds.map((round) => round[of]).sort((a, b) => a - b)[ROUNDS >> 1] ?? 0;
  ours.close();
  sdk.close();
  agent.destroy();
  service.disconnect();
  await once(service, 'exit');
  return { ours: median('ours'), sdk: median('sdk'), floor: median('floor') };
}
