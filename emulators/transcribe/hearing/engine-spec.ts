/** Which model an engine process loads, as plain data: it is sent to that process. Paths are absolute. Types only. */

/** Moonshine's two-file models: decodes a clip whole, at most 9 s of it. */
export interface MoonshineSpec {
  readonly kind: 'moonshine';
  readonly encoder: string;
  readonly mergedDecoder: string;
  readonly tokens: string;
  /** The voice detector's model (Silero). */
  readonly voiceDetector: string;
}

/** A model of whisper.cpp (ggml): decodes a clip whole, at most 30 s of it. */
export interface WhisperSpec {
  readonly kind: 'whisper';
  readonly modelFile: string;
  readonly voiceDetector: string;
}

/** A streaming transducer of sherpa-onnx: decodes as audio comes, finds the ends of utterances itself. */
export interface TransducerSpec {
  readonly kind: 'transducer';
  readonly encoder: string;
  readonly decoder: string;
  readonly joiner: string;
  readonly tokens: string;
}

/** Any other offline model of sherpa-onnx, by the `modelConfig` its folder's `rostrum-asr.json` gives. */
export interface SherpaOfflineSpec {
  readonly kind: 'sherpaOffline';
  readonly modelConfig: Readonly<Record<string, unknown>>;
  /** The longest clip it decodes. */
  readonly maxClipMs: number;
  readonly voiceDetector: string;
}

export type EngineSpec = MoonshineSpec | WhisperSpec | TransducerSpec | SherpaOfflineSpec;
