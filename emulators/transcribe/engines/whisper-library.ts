/** Types and loading of the parts of @napi-rs/whisper that are used. Its native part may be missing. */
import { createRequire } from 'node:module';
import { nativePartFault } from './sherpa-native-part.ts';

/** Set once, then used for one decode. All printing is off, because standard output must not have Whisper's lines. */
export interface WhisperParams {
  language: string;
  nThreads: number;
  noContext: boolean;
  noTimestamps: boolean;
  singleSegment: boolean;
  suppressBlank: boolean;
  suppressNonSpeechTokens: boolean;
  audioCtx: number;
  /** 0: no limit. */
  maxTokens: number;
  printProgress: boolean;
  printRealtime: boolean;
  printTimestamps: boolean;
  printSpecial: boolean;
}

export interface WhisperContext {
  /** Synchronous. @param samples of 16 kHz, -1 to 1 @returns the whole text; empty for less than 1 s of audio */
  full(params: WhisperParams, samples: Float32Array): string;
}

export interface WhisperLibrary {
  readonly Whisper: new (model: Uint8Array, context: { readonly useGpu: boolean }) => WhisperContext;
  /** @param strategy 0: the likeliest token each time */
  readonly WhisperFullParams: new (
    strategy: 0,
  ) => WhisperParams;
}

/** @throws Error, one line, when the package or its part for this system is not installed or does not load. */
export function loadWhisper(): WhisperLibrary {
  try {
    return createRequire(import.meta.url)('@napi-rs/whisper') as WhisperLibrary;
  } catch (error) {
    throw new Error(whisperFault(error));
  }
}

/** @param failure the package's error. Its cause has one error for each file that was tried, the likeliest last. @returns one line */
export function whisperFault(failure: unknown): string {
  const { cause } = failure as { readonly cause?: unknown };
  const met = (Array.isArray(cause) ? cause.at(-1) : cause) ?? failure;
  const { code = '', message = String(met) } = met as Partial<NodeJS.ErrnoException>;
  const part = /Cannot find (?:module|package) '([^']+)'/.exec(message)?.[1];
  return nativePartFault(`${code} ${message}`, '@napi-rs/whisper', part);
}
