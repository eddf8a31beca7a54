/** What is asked of the processes that measure floors. */

/** So many streams write an event with so much audio, every so often. */
export interface WriterQuestion {
  readonly port: number;
  readonly streams: number;
  readonly eventBytes: number;
  readonly everyMs: number;
  readonly seconds: number;
}

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
