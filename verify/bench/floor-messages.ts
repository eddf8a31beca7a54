/** What is asked of the processes that measure floors. */

export interface CountQuestion {
  /** After the first so many, s. */
  readonly warmUpSeconds: number;
  readonly seconds: number;
}

/** So many streams write an event with so much audio, every so often. */
export interface WriterQuestion extends CountQuestion {
  readonly port: number;
  readonly streams: number;
  readonly eventBytes: number;
  readonly everyMs: number;
}

/** Where a relay writes, before anyone speaks: answered when it knows. Then, when all speak, for how long it counts. */
export type RelayQuestion =
  | { readonly port: number; readonly chunksPerEvent: number; readonly eventBytes: number }
  | CountQuestion;

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
