/** What the parent and an engine's process say to each other over IPC. Positions are samples of 16 kHz on the stream's clock. */
import type { EngineSpec } from '../hearing/engine-spec.ts';
import type { RecognisedResult } from '../recogniser.ts';

/** How far back from what it has heard a hearing's resting point may be, for it to go on in another process: 10 s. */
export const REST_REACH_SAMPLES = 160_000;

/** Where and how a hearing begins. */
export interface HearingOrder {
  /** Two letters. */
  readonly language: string;
  readonly askedStepMs: number;
  readonly firstSample: number;
  readonly knownSamples: number;
}

/** Parent to process. `start` comes once and first. Those to a hearing that is no more are ignored. */
export type EngineCommand =
  | { readonly type: 'start'; readonly spec: EngineSpec }
  | { readonly type: 'ping' }
  | ({ readonly type: 'open'; readonly id: number } & HearingOrder)
  /** Whole samples, 16-bit little-endian. */
  | { readonly type: 'audio'; readonly id: number; readonly pcm: Uint8Array }
  | { readonly type: 'finish'; readonly id: number }
  /** Another process is to go on: `rested` is the answer, as soon as the hearing rests. Void once it finishes. */
  | { readonly type: 'rest'; readonly id: number }
  | { readonly type: 'close'; readonly id: number };

/** How a process is, since it started unless said otherwise. */
export interface EngineStatus {
  readonly rssBytes: number;
  /** Share of the time since the status before that went into hearing and decoding, 0 to 1. */
  readonly decodeLoad: number;
  /** The step a stream that asks for the shortest gets now. Milliseconds. */
  readonly stepMs: number;
  /** Partials that waited for more new audio than their stream had asked for. */
  readonly stretchedSteps: number;
  /** Undefined: none was done yet. Milliseconds. */
  readonly longestDecodeMs: number | undefined;
  /** UtteranceTracer with voice in them for which the engine had no text. */
  readonly emptyTexts: number;
}

/** Process to parent. */
export type EngineReport =
  | { readonly type: 'ready'; readonly rssBytes: number }
  /** In one line, and the last word: it does not start. */
  | { readonly type: 'failed'; readonly message: string }
  /** Answers `ping`. */
  | ({ readonly type: 'status' } & EngineStatus)
  | { readonly type: 'results'; readonly id: number; readonly results: readonly RecognisedResult[] }
  /** Everything before this sample is heard, and is not waiting for its first decode. */
  | { readonly type: 'heard'; readonly id: number; readonly sample: number }
  /** All before this sample is reported; the hearing is gone from this process. */
  | { readonly type: 'rested'; readonly id: number; readonly sample: number }
  | { readonly type: 'finished'; readonly id: number }
  /** This one hearing broke. */
  | { readonly type: 'broken'; readonly id: number; readonly message: string };
