/**
 * One speaker, as an engine hears them: audio in, results out, and what work waits. Lives in the engine's process; whoever runs
 * that process decides whose work is done next. Types only.
 */
import type { RecognisedResult } from '../recogniser.ts';

/** What a hearing begins with. */
export interface HearingRequest {
  /** Two letters, as `en`. */
  readonly language: string;
  /** How much new audio a partial waits for; asked at each step, because it grows under load. Milliseconds. */
  readonly stepMs: () => number;
  /** Where its first sample is on the stream's clock: over 0 when another process heard what came before. Samples of 16 kHz. */
  readonly firstSample: number;
  /** Samples at its beginning that another process has heard already: they warm the voice detector up, and are not reported. */
  readonly knownSamples: number;
  readonly report: (result: RecognisedResult) => void;
}

/** Every method is synchronous. Any of them may throw when the engine breaks: the hearing is over then. */
export interface Hearing {
  /** Takes 16 kHz mono samples, -1 to 1, any number of them. Cheap: detects voice, decodes nothing (an engine that streams may). */
  hear(samples: Float32Array): void;
  /** What waits to be decoded, the more urgent first; undefined: nothing. */
  readonly due: 'final' | 'partial' | undefined;
  /** Decodes once, and reports what that brought. Does nothing when nothing is due. */
  work(): void;
  /** No more audio comes: an utterance that is open becomes a final, which is then `due`. */
  finish(): void;
  /**
   * The sample from which another process may go on, everything before it being reported: between two utterances, and at the
   * beginning of one of which nothing has been reported yet (as right after a cut in speech without a pause). Undefined
   * further inside an utterance, and while a final is due.
   */
  readonly restingAt: number | undefined;
  /** Nothing more is asked of it: gives back what another hearing may use. */
  close?(): void;
}

/** An engine with its model loaded. Hearings share it: it decodes for one at a time. */
export interface LoadedEngine {
  /** UtteranceTracer with voice in them for which it had no text at all, since it was loaded. */
  readonly emptyUtterances?: number;
  createHearing(request: HearingRequest): Hearing;
}
