/**
 * A hearing: the recognition of one speaker. Takes audio, gives results, and says what work waits. It is in the engine's
 * process, whose EngineHost decides which hearing works next. Types only.
 */
import type { RecognisedResult } from '../recogniser.ts';

/** Input of a hearing. */
export interface HearingRequest {
  /** Two letters, e.g. `en`. */
  readonly language: string;
  /** How much new audio a partial waits for, in milliseconds. Called at each step, because the value grows under load. */
  readonly stepMs: () => number;
  /** Position of its first sample on the stream's clock, in samples of 16 kHz. Over 0: another process heard what is before. */
  readonly firstSample: number;
  /** Samples at its beginning that another process has already heard: they warm up the voice detector and give no results. */
  readonly knownSamples: number;
  readonly report: (result: RecognisedResult) => void;
}

/** Every method is synchronous. Any of them may throw when the engine fails. Then the hearing is over. */
export interface Hearing {
  /** Takes any number of 16 kHz mono samples, -1 to 1. Fast: detects voice, but decodes nothing (a streaming engine may). */
  hear(samples: Float32Array): void;
  /** The more urgent kind of work that waits. Undefined: no work waits. */
  readonly due: 'final' | 'partial' | undefined;
  /** Decodes once and reports the results. Does nothing when nothing is due. */
  work(): void;
  /** Call when no more audio comes. An open utterance ends, and its final is then `due`. */
  finish(): void;
  /**
   * The sample from which another process can continue, because everything before it is reported: between two utterances, or
   * at the beginning of one without results yet (as right after a cut in speech without a pause). Undefined: further inside
   * an utterance, or while a final is due.
   */
  readonly restingAt: number | undefined;
  /** Call last. Gives back what another hearing can use. */
  close?(): void;
}

/** An engine with its model loaded. All hearings share it: it decodes for one at a time. */
export interface LoadedEngine {
  /** Utterances with voice for which it gave no text, since it was loaded. */
  readonly emptyUtterances?: number;
  createHearing(request: HearingRequest): Hearing;
}
