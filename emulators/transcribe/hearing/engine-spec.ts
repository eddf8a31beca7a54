/** The model that an engine process loads, as plain data that is sent to that process. Paths are absolute. Types only. */

/** Moonshine's two-file models. Decodes whole clips of up to 9 s. */
export interface MoonshineSpec {
  readonly kind: 'moonshine';
  readonly encoder: string;
  readonly mergedDecoder: string;
  readonly tokens: string;
  /** The voice detector's model (Silero). */
  readonly voiceDetector: string;
}

/** A model of whisper.cpp (ggml). Decodes whole clips of up to 30 s. */
export interface WhisperSpec {
  readonly kind: 'whisper';
  readonly modelFile: string;
  readonly voiceDetector: string;
}

/** A streaming transducer of sherpa-onnx. Decodes audio as it comes and finds the ends of utterances itself. */
export interface TransducerSpec {
  readonly kind: 'transducer';
  readonly encoder: string;
  readonly decoder: string;
  readonly joiner: string;
  readonly tokens: string;
}

/** Any other offline model of sherpa-onnx, with the `modelConfig` of its folder's `rostrum-asr.json`. */
export interface SherpaOfflineSpec {
  readonly kind: 'sherpaOffline';
  readonly modelConfig: Readonly<Record<string, unknown>>;
  /** Length of the longest clip that it decodes. */
  readonly maxClipMs: number;
  readonly voiceDetector: string;
}

export type EngineSpec = MoonshineSpec | WhisperSpec | TransducerSpec | SherpaOfflineSpec;
