/** How many streams of Amazon Transcribe this account may have, as Service Quotas says. */
import { paginateListServiceQuotas, ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { type CallOutcome, settle } from './call-outcome.ts';
import { type AccountOptions, clientOptions } from './client-options.ts';

/** Undefined where no quota has such a name. */
export interface StreamQuotasSeen {
  /** At the same time. */
  readonly streams: number | undefined;
  /** Opened in a second. */
  readonly openings: number | undefined;
}

/**
 * By name, as the documentation of Amazon Transcribe has them ("Number of concurrent HTTP/2 streams for streaming
 * transcription", "Transactions per second, StartStreamTranscription operation"). Their codes are not documented.
 */
const NAMES: Readonly<Record<keyof StreamQuotasSeen, readonly RegExp[]>> = {
  streams: [/concurrent/i, /HTTP\/?2/i, /stream|request/i],
  openings: [/transactions per second|rate/i, /\bStartStreamTranscription\b/],
};
/** Quotas of other services of the same family, whose streams are not ours. */
const OTHERS = /medical|call analytics|websocket|batch/i;

/** Never rejects. */
export async function askStreamQuotas(
  options: AccountOptions,
  signal: AbortSignal,
): Promise<CallOutcome<StreamQuotasSeen>> {
  const client = new ServiceQuotasClient(clientOptions(options));
  const find = async () => {
    const seen: Record<keyof StreamQuotasSeen, number | undefined> = { streams: undefined, openings: undefined };
    const pages = paginateListServiceQuotas({ client }, { ServiceCode: 'transcribe' }, { abortSignal: signal });
    for await (const { Quotas = [] } of pages) {
      for (const { QuotaName = '', Value } of Quotas) {
        if (OTHERS.test(QuotaName)) continue;
        for (const name of ['streams', 'openings'] as const) {
          if (NAMES[name].every((pattern) => pattern.test(QuotaName))) seen[name] ??= Value;
        }
      }
    }
    return seen;
  };
  try {
    return await settle(find());
  } finally {
    client.destroy();
  }
}
