/** Out: invokes the translation pipeline in AWS Lambda, asynchronously. Makes one attempt; the forwarder retries. */
import type { TranslationPort } from '../../actors/ports/translation.ts';
import type { InvocationMetrics } from './invocation-metrics.ts';
import { invokeAttributes } from './invoke-attributes.ts';
import { InvokeCall } from './invoke-call.ts';
import { failed, toFailedTranslation } from './lambda-errors.ts';
import { SdkInvoke, type TranslationOptions } from './sdk-invoke.ts';

export interface TranslationPortDeps {
  /** Counts every attempt. */
  readonly counted?: InvocationMetrics;
  /** Called when the SDK has to make the calls itself, at several times the cost: once for each set of credentials. */
  readonly onSlowCalls?: () => void;
}

/** @returns the port; its `close` closes the idle connections. */
export function createTranslationPort(
  options: TranslationOptions,
  { counted, onSlowCalls = () => {} }: TranslationPortDeps = {},
): TranslationPort & { close(): void } {
  const sdk = new SdkInvoke(options);
  const call = new InvokeCall({ sdk, onSlowCalls });
  const attempt: TranslationPort['invoke'] = async (request, signal) => {
    if (signal.aborted) return failed('aborted', 'cancelled before the call');
    try {
      const { functionError, requestId } = await call.send(Buffer.from(JSON.stringify(request)), signal);
      // An Event invocation is answered before the function runs; an emulator may run it first and report its error.
      if (functionError !== undefined) return failed('functionError', functionError, requestId);
      return requestId === undefined ? { ok: true } : { ok: true, requestId };
    } catch (error) {
      return toFailedTranslation(error);
    }
  };
  return {
    async invoke(request, signal) {
      const begunAt = counted?.begun() ?? 0;
      const outcome = await attempt(request, signal);
      counted?.ended(begunAt, outcome, signal.aborted);
      return outcome;
    },
    spanAttributes: (last) => invokeAttributes(options, { host: sdk.host, requestId: last?.requestId }),
    close: () => sdk.close(),
  };
}
