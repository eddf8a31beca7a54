/** Messages between the parent and an engine's process over IPC. Positions are samples of 16 kHz on the stream's clock. */
import type { EngineSpec } from '../hearing/engine-spec.ts';
import type { RecognisedResult } from '../recogniser.ts';

/** Longest distance from a hearing's resting point to its newest audio at which it can continue in another process: 10 s. */
export const REST_REACH_SAMPLES = 160_000;

/** How a hearing begins, and at which sample. */
export interface HearingOrder {
  /** Two letters. */
  readonly language: string;
  readonly askedStepMs: number;
  readonly firstSample: number;
  readonly knownSamples: number;
}

/** From the parent to the process. `start` is the first command and comes once. Commands to a closed hearing are ignored. */
export type EngineCommand =
  | { readonly type: 'start'; readonly spec: EngineSpec }
  | { readonly type: 'ping' }
  | ({ readonly type: 'open'; readonly id: number } & HearingOrder)
  /** Whole samples, 16-bit little-endian. */
  | { readonly type: 'audio'; readonly id: number; readonly pcm: Uint8Array }
  | { readonly type: 'finish'; readonly id: number }
  /** The hearing is to continue in another process. Answered by `rested` as soon as it rests; ignored once it finishes. */
  | { readonly type: 'rest'; readonly id: number }
  | { readonly type: 'close'; readonly id: number };

/** The state of a process. Counts are since its start. */
export interface EngineStatus {
  readonly rssBytes: number;
  /** Share of the time since the previous status that was spent on hearing and decoding, 0 to 1. */
  readonly decodeLoad: number;
  /** The step that a stream gets now if it asks for the shortest. Milliseconds. */
  readonly stepMs: number;
  /** Partials that waited for more new audio than their stream asked for. */
  readonly stretchedSteps: number;
  /** Undefined: nothing was decoded yet. Milliseconds. */
  readonly longestDecodeMs: number | undefined;
  /** Utterances with voice for which the engine gave no text. */
  readonly emptyTexts: number;
}

/** From the process to the parent. */
export type EngineReport =
  | { readonly type: 'ready'; readonly rssBytes: number }
  /** The engine does not start: one line. No report follows. */
  | { readonly type: 'failed'; readonly message: string }
  /** Answers `ping`. */
  | ({ readonly type: 'status' } & EngineStatus)
  | { readonly type: 'results'; readonly id: number; readonly results: readonly RecognisedResult[] }
  /** All audio before this sample is heard, and none of it waits for its first decode. */
  | { readonly type: 'heard'; readonly id: number; readonly sample: number }
  /** The results for all audio before this sample are reported. The hearing is closed in this process. */
  | { readonly type: 'rested'; readonly id: number; readonly sample: number }
  | { readonly type: 'finished'; readonly id: number }
  /** This hearing failed. The others go on. */
  | { readonly type: 'broken'; readonly id: number; readonly message: string };
