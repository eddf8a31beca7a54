/** The few parts of sherpa-onnx-node that are used: its package has no types, and its native part may be missing. */
import { createRequire } from 'node:module';

/** Samples of 16 kHz, -1 to 1. */
export interface SherpaStream {
  acceptWaveform(audio: { readonly samples: Float32Array; readonly sampleRate: number }): void;
}

export interface SherpaOfflineRecognizer {
  createStream(): SherpaStream;
  /** Prints what goes wrong on stderr, and gives an empty result then. */
  decode(stream: SherpaStream): void;
  getResult(stream: SherpaStream): { readonly text: string };
}

export interface SherpaOnlineStream extends SherpaStream {
  inputFinished(): void;
}

/** Of the utterance since the last reset. */
export interface SherpaOnlineResult {
  readonly text: string;
  /** When each token was decoded, seconds from `start_time`. */
  readonly timestamps: readonly number[];
  /** When the utterance began, seconds from the stream's first sample. */
  readonly start_time: number;
}

export interface SherpaOnlineRecognizer {
  createStream(): SherpaOnlineStream;
  isReady(stream: SherpaOnlineStream): boolean;
  decode(stream: SherpaOnlineStream): void;
  isEndpoint(stream: SherpaOnlineStream): boolean;
  reset(stream: SherpaOnlineStream): void;
  getResult(stream: SherpaOnlineStream): SherpaOnlineResult;
}

export interface SherpaVad {
  acceptWaveform(samples: Float32Array): void;
  isDetected(): boolean;
  isEmpty(): boolean;
  pop(): void;
  /** Ends the segment that is open. Speech that goes on opens the next with the next window. */
  flush(): void;
  reset(): void;
}

export interface SherpaOnnx {
  readonly OfflineRecognizer: new (config: object) => SherpaOfflineRecognizer;
  readonly OnlineRecognizer: new (config: object) => SherpaOnlineRecognizer;
  readonly Vad: new (config: object, bufferSizeInSeconds: number) => SherpaVad;
}

/** @throws Error, one line, when the package or the part of it for this machine is not installed. */
export function loadSherpaOnnx(): SherpaOnnx {
  try {
    return createRequire(import.meta.url)('sherpa-onnx-node') as SherpaOnnx;
  } catch (error) {
    const detail = (error instanceof Error ? error.message : String(error)).split('\n')[0];
    throw new Error(`The speech engine sherpa-onnx-node is not installed for this machine (${detail}): npm install`);
  }
}
