/** Types and loading of the parts of sherpa-onnx-node that are used. It has no types, and its native part may be missing. */
import { createRequire } from 'node:module';
import { nativePartFault, SHERPA_NATIVE_PART } from './sherpa-native-part.ts';

/** Samples of 16 kHz, -1 to 1. */
export interface SherpaStream {
  acceptWaveform(audio: { readonly samples: Float32Array; readonly sampleRate: number }): void;
}

export interface SherpaOfflineRecognizer {
  createStream(): SherpaStream;
  /** When it fails, it prints to stderr and gives an empty result. */
  decode(stream: SherpaStream): void;
  getResult(stream: SherpaStream): { readonly text: string };
}

export interface SherpaOnlineStream extends SherpaStream {
  inputFinished(): void;
}

/** The utterance since the last reset. */
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
  /** Ends the open segment. If speech goes on, the next window opens the next segment. */
  flush(): void;
  reset(): void;
}

export interface SherpaOnnx {
  readonly OfflineRecognizer: new (config: object) => SherpaOfflineRecognizer;
  readonly OnlineRecognizer: new (config: object) => SherpaOnlineRecognizer;
  readonly Vad: new (config: object, bufferSizeInSeconds: number) => SherpaVad;
}

/** @throws Error, one line, when the package or its part for this system is not installed or does not load. */
export function loadSherpaOnnx(): SherpaOnnx {
  const require = createRequire(import.meta.url);
  try {
    return require('sherpa-onnx-node') as SherpaOnnx;
  } catch (error) {
    throw new Error(reasonOf(require, error));
  }
}

/** The package's own error lists only where it looked. Loading the native part gives the reason. */
function reasonOf(require: NodeJS.Require, failure: unknown): string {
  try {
    require(`${SHERPA_NATIVE_PART}/sherpa-onnx.node`);
    return nativePartFault(String(failure));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return nativePartFault(`${code} ${message}`);
  }
}
