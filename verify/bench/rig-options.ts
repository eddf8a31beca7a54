/** What one run of the rig measures. */

export type TraceChoice = 'none' | 'sampled' | 'all';

export interface RigOptions {
  readonly sessions: number;
  readonly chunkMs: number;
  /** In each session. */
  readonly listeners: number;
  /** Transcripts a second of each session; 0: none. */
  readonly transcripts: number;
  /** True: all sessions get their transcripts in the same 100 ms. */
  readonly isSynchronous: boolean;
  /** True: audio as base64 in JSON instead of binary frames. */
  readonly isJson: boolean;
  /** True: Transcribe over TLS, as the service is. */
  readonly isTls: boolean;
  readonly traces: TraceChoice;
  /** Length of the measurement, s. */
  readonly seconds: number;
  /** From the last session's joining to the measurement, s. */
  readonly warmUpSeconds: number;
  readonly joinsPerSecond: number;
  /** Settings of the server, beside those of the rig. */
  readonly environment: Readonly<Record<string, string>>;
  /** Where a CPU profile of the measured time is written. */
  readonly profileFile: string | undefined;
  /** Where a heap snapshot is written at the end. */
  readonly heapFile: string | undefined;
}

export const STEADY: RigOptions = {
  sessions: 100,
  chunkMs: 100,
  listeners: 1,
  transcripts: 2,
  isSynchronous: false,
  isJson: false,
  isTls: false,
  traces: 'none',
  seconds: 15,
  warmUpSeconds: 20,
  joinsPerSecond: 40,
  environment: {},
  profileFile: undefined,
  heapFile: undefined,
};
