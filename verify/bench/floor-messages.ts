/** What is asked of the processes that measure floors. */

/** So many streams write an event with so much audio, every so often. */
export interface WriterQuestion {
  readonly port: number;
  readonly streams: number;
  readonly eventBytes: number;
  readonly everyMs: number;
  readonly seconds: number;
}

/** Where a relay writes, before anyone speaks; then, when all speak, for how long it counts. */
export type RelayQuestion =
  | { readonly port: number; readonly chunksPerEvent: number; readonly eventBytes: number }
  | { readonly seconds: number };

export interface PublishQuestion {
  readonly bytes: number;
  readonly times: number;
  readonly everyMs: number;
}

/** CPU time of the process, user and system, for all the times together. */
export interface FloorAnswer {
  readonly times: number;
  readonly cpuUs: number;
}
