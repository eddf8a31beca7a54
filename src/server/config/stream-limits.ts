/** Default limits of upstream streams, by mode. */
export interface StreamQuotas {
  /** At the same time. */
  readonly streams: number;
  /** Opened in a second. */
  readonly openings: number;
}

/**
 * In AWS mode, the quotas of a new account. In embedded mode, what one process manages with both ends of each stream:
 * opening one takes each end about 2.5 ms.
 */
export const STREAM_QUOTAS: Readonly<Record<'aws' | 'embedded', StreamQuotas>> = {
  aws: { streams: 25, openings: 25 },
  embedded: { streams: 500, openings: 100 },
};
