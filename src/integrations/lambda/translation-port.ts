/** The translation pipeline behind its port: one Event invocation an attempt, retries are the forwarder's. */
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { TranslationOutcome, TranslationPort } from '../../actors/ports.ts';

export interface TranslationPortOptions {
  readonly region: string;
  /** Only where it is not the region's own. */
  readonly endpoint?: string;
  /** Only where they are not the environment's. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly functionName: string;
}

/** An invocation taken over for asynchronous work is a 202; anything outside 2xx was not taken. */
export function createTranslationPort({ functionName, ...options }: TranslationPortOptions): TranslationPort {
  const client = new LambdaClient({ ...options, maxAttempts: 1 });
  return {
    async invoke(request, signal) {
      try {
        const { StatusCode = 0, FunctionError } = await client.send(
          new InvokeCommand({
            FunctionName: functionName,
            InvocationType: 'Event',
            Payload: Buffer.from(JSON.stringify(request)),
          }),
          { abortSignal: signal },
        );
        if (FunctionError !== undefined) return failed('functionError', FunctionError);
        return StatusCode >= 200 && StatusCode < 300 ? { ok: true } : failed('status', String(StatusCode));
      } catch (error) {
        return failed(nameOf(error), error instanceof Error ? error.message : String(error));
      }
    },
  };
}

function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return error.name === 'Error' ? ((error as { code?: string }).code ?? 'Error') : error.name;
}

function failed(failure: string, detail: string): TranslationOutcome {
  return { ok: false, failure, detail };
}
