/** The few parts of @napi-rs/whisper that are used: its native part may be missing. */
import { createRequire } from 'node:module';
import { nativePartFault } from './sherpa-native-part.ts';

/** Set once, then used for one decode. What prints is off, because standard output is not Whisper's. */
export interface WhisperParams {
  language: string;
  nThreads: number;
  noContext: boolean;
  noTimestamps: boolean;
  singleSegment: boolean;
  suppressBlank: boolean;
  suppressNonSpeechTokens: boolean;
  audioCtx: number;
  /** 0: as many as it likes. */
  maxTokens: number;
  printProgress: boolean;
  printRealtime: boolean;
  printTimestamps: boolean;
  printSpecial: boolean;
}

export interface WhisperContext {
  /** Synchronous; empty for less than 1 s of audio. @param samples of 16 kHz, -1 to 1 @returns all of the text */
  full(params: WhisperParams, samples: Float32Array): string;
}

export interface WhisperLibrary {
  readonly Whisper: new (model: Uint8Array, context: { readonly useGpu: boolean }) => WhisperContext;
  /** @param strategy 0: the likeliest token each time */
  readonly WhisperFullParams: new (
    strategy: 0,
  ) => WhisperParams;
}

/** @throws Error, one line, when the package or the part of it for this machine is not installed, or does not load. */
export function loadWhisper(): WhisperLibrary {
  try {
    return createRequire(import.meta.url)('@napi-rs/whisper') as WhisperLibrary;
  } catch (error) {
    throw new Error(whisperFault(error));
  }
}

/** @param failure the package's own; its cause has what was met with each file that was tried, the likeliest last. One line. */
export function whisperFault(failure: unknown): string {
  const { cause } = failure as { readonly cause?: unknown };
  const met = (Array.isArray(cause) ? cause.at(-1) : cause) ?? failure;
  const { code = '', message = String(met) } = met as Partial<NodeJS.ErrnoException>;
  const part = /Cannot find (?:module|package) '([^']+)'/.exec(message)?.[1];
  return nativePartFault(`${code} ${message}`, '@napi-rs/whisper', part);
}
