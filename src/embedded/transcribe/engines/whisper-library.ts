/** The few parts of @napi-rs/whisper that are used: its native part may be missing. */
import { createRequire } from 'node:module';

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

/** @throws Error, one line, when the package or the part of it for this machine is not installed. */
export function loadWhisper(): WhisperLibrary {
  try {
    return createRequire(import.meta.url)('@napi-rs/whisper') as WhisperLibrary;
  } catch (error) {
    const detail = (error instanceof Error ? error.message : String(error)).split('\n')[0];
    throw new Error(`The speech engine @napi-rs/whisper is not installed for this machine (${detail}): npm install`);
  }
}
