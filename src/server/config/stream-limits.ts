/** How many upstream streams there may be where nothing else is set, by mode. */
export interface StreamQuotas {
  /** At a time. */
  readonly streams: number;
  /** Opened in a second. */
  readonly openings: number;
}

/** A new account’s quotas; and what one process with both ends is up to: an opening takes each of them some 2.5 ms. */
export const STREAM_QUOTAS: Readonly<Record<'aws' | 'embedded', StreamQuotas>> = {
  aws: { streams: 25, openings: 25 },
  embedded: { streams: 500, openings: 100 },
};
