/** Messages between the endpoint's thread and a decoding thread. Types only. */
import type { RecognisedResult } from '../recogniser.ts';

export type WorkerCommand =
  | { readonly type: 'open'; readonly id: number }
  | { readonly type: 'audio'; readonly id: number; readonly pcm: Uint8Array }
  | { readonly type: 'finish'; readonly id: number }
  | { readonly type: 'close'; readonly id: number };

export type WorkerReport =
  /** The library and the model are loaded, and a decoder is ready. */
  | { readonly type: 'ready' }
  /** The library or the model cannot be loaded. The thread ends. */
  | { readonly type: 'missing'; readonly message: string }
  | { readonly type: 'results'; readonly id: number; readonly results: readonly RecognisedResult[] }
  /** This much audio has been decoded. */
  | { readonly type: 'decoded'; readonly id: number; readonly bytes: number }
  | { readonly type: 'finished'; readonly id: number }
  /** This session failed. The others go on. */
  | { readonly type: 'failed'; readonly id: number; readonly message: string };
