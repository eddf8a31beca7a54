/** A process with a speech engine and the hearings in it, as the pool and its speakers have them. Types only. */
import type { EngineSpec } from '../hearing/engine-spec.ts';
import type { RecognisedResult } from '../recogniser.ts';
import type { EngineStatus, HearingOrder } from './engine-messages.ts';

/** Of one hearing in the process. Positions are samples on the stream's clock. None is called after `rested` or one of the others that end it. */
export interface HearingEvents {
  results(results: readonly RecognisedResult[]): void;
  heard(sample: number): void;
  /** It is gone from the process, all before the sample being reported. */
  rested(sample: number): void;
  finished(): void;
  failed(message: string): void;
}

/** One hearing in another process, as its parent has it. */
export interface RemoteHearing {
  hear(pcm: Uint8Array): void;
  finish(): void;
  close(): void;
}

export interface EngineProcessEvents {
  readonly onStatus: (status: EngineStatus) => void;
  /** Once, however it ended, before its hearings fail; never after `close`. */
  readonly onEnd: (how: string) => void;
}

export type EngineStart =
  | { readonly ok: true; readonly rssBytes: number }
  | { readonly ok: false; readonly message: string };

/** What the pool needs of a process; a double stands in for it in tests. */
export interface PooledProcess {
  readonly pid: number | undefined;
  /** Hearings in it. */
  readonly speakers: number;
  /** Those of them that are to go on elsewhere. */
  readonly leaving: number;
  listen(events: EngineProcessEvents): void;
  /** Loads the engine. Never rejects; a process that does not start ends. */
  start(spec: EngineSpec): Promise<EngineStart>;
  open(order: HearingOrder, events: HearingEvents): RemoteHearing;
  /** So many more of its hearings are to go on elsewhere, each as soon as it rests. @param count Default: all. */
  retire(count?: number): void;
  /** Its hearings are forgotten. */
  close(): Promise<void>;
  /** Ends it by force, as if it had crashed. */
  kill(why: string): void;
}
