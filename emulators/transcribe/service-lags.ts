/** How far a service's results are behind the voice. Plain data, and its defaults. */
import type { AsrLags } from '../../src/integrations/emulators/asr-settings.ts';

export interface ServiceLags {
  /** Audio from one partial to the next, ms. */
  readonly partialEveryMs: number;
  /** A word is stable when its end is this long ago, ms. */
  readonly stableLagMs: number;
  /** A final comes this long after the end of its last word, ms. */
  readonly finalLagMs: number;
}

/** Amazon Transcribe with stability `high`, as measured on continuous speech. */
export const SERVICE_LAGS: ServiceLags = { partialEveryMs: 200, stableLagMs: 1_000, finalLagMs: 1_900 };

/** @returns the lags that are set, the others as the service has them. */
export function toServiceLags({ partialMs, stableLagMs, finalLagMs }: AsrLags): ServiceLags {
  return {
    partialEveryMs: partialMs ?? SERVICE_LAGS.partialEveryMs,
    stableLagMs: stableLagMs ?? SERVICE_LAGS.stableLagMs,
    finalLagMs: finalLagMs ?? SERVICE_LAGS.finalLagMs,
  };
}
