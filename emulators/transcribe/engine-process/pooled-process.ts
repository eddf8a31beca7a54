/** A process with a speech engine and its hearings, as the pool and its speakers use them. Types only. */
import type { EngineSpec } from '../hearing/engine-spec.ts';
import type { RecognisedResult } from '../recogniser.ts';
import type { EngineStatus, HearingOrder } from './engine-messages.ts';

/**
 * Events of one hearing in the process. Positions are samples on the stream's clock. None is called after `rested` or another
 * event that ends the hearing.
 */
export interface HearingEvents {
  results(results: readonly RecognisedResult[]): void;
  heard(sample: number): void;
  /** The hearing has left the process. The results for all audio before the sample are reported. */
  rested(sample: number): void;
  finished(): void;
  failed(message: string): void;
}

/** One hearing in another process, as the parent sees it. */
export interface RemoteHearing {
  hear(pcm: Uint8Array): void;
  finish(): void;
  close(): void;
}

export interface EngineProcessEvents {
  readonly onStatus: (status: EngineStatus) => void;
  /** Called once, however the process ended, and before its hearings fail. Not called after `close`. */
  readonly onEnd: (how: string) => void;
}

export type EngineStart =
  | { readonly ok: true; readonly rssBytes: number }
  | { readonly ok: false; readonly message: string };

/** A process as the pool uses it. Tests have a fake. */
export interface PooledProcess {
  readonly pid: number | undefined;
  /** Hearings in this process. */
  readonly speakers: number;
  /** Hearings that are about to move to another process. */
  readonly leaving: number;
  listen(events: EngineProcessEvents): void;
  /** Loads the engine. Never rejects. A process that does not start ends. */
  start(spec: EngineSpec): Promise<EngineStart>;
  open(order: HearingOrder, events: HearingEvents): RemoteHearing;
  /** @param count how many more of its hearings are to move, each as soon as it rests. Default: all. */
  retire(count?: number): void;
  /** Ends the process. Its hearings get no more events. */
  close(): Promise<void>;
  /** Kills the process, as if it had crashed. */
  kill(why: string): void;
}
