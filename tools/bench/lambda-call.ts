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
import type { TranslationPort } from '../../src/actors/ports/translation.ts';
import { InvokeTemplate } from '../../src/integrations/lambda/invoke-template.ts';
import { SdkInvoke, type TranslationOptions } from '../../src/integrations/lambda/sdk-invoke.ts';
import { createTranslationPort } from '../../src/integrations/lambda/translation-port.ts';
import { SigningTime } from '../../src/integrations/signing/signing-key.ts';
import { otelTracing } from '../../src/integrations/telemetry/otel-tracing.ts';
import { createUnixTime } from '../../src/integrations/telemetry/unix-time.ts';
import { type Call, forwardedBy, medianCpuOf, REQUEST } from './forwarded-call.ts';

/** CPU time of one call, us: the median of the rounds. */
export interface LambdaCallCost {
  /** From the forwarder to the answer, as the server makes it. */
  readonly ours: number;
  /** The same with the call made by the SDK as a whole. */
  readonly sdk: number;
  /** A signed POST of the same body over a kept connection of node:http. */
  readonly floor: number;
}

const ROUNDS = { warm: 3, counted: 11, calls: 500 };
const UNSENT: SpanProcessor = { onStart() {}, onEnd() {}, forceFlush: async () => {}, shutdown: async () => {} };

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
  const cost = await medianCpuOf(calls, ROUNDS);
  ours.close();
  sdk.close();
  agent.destroy();
  service.disconnect();
  await once(service, 'exit');
  return cost;
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
