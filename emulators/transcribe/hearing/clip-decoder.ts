/** Interfaces of an engine that decodes whole clips, and of a voice detector, as hearings use them. Types only. */

/** Both take 16 kHz mono samples, -1 to 1. */
export interface ClipDecoder {
  /** Length of the longest clip that it takes, milliseconds. */
  readonly maxClipMs: number;
  /**
   * Synchronous. @returns the text as the model writes it; empty when it finds none
   * @param language two letters, e.g. `en`
   * @throws Error when the engine fails
   */
  decode(clip: Float32Array, language: string): string;
}

/** Number of samples that a voice detector takes at a time. */
export const WINDOW_SAMPLES = 512;

/** For one speaker, because it keeps a state. */
export interface VoiceDetector {
  /** Length of voice after which it reports voice, milliseconds. */
  readonly onsetMs: number;
  /** Time since the last voice, milliseconds. 0 during voice. */
  readonly quietMs: number;
  /** @param window the next one, exactly WINDOW_SAMPLES long @returns whether somebody speaks; short pauses count as speech */
  hearsVoice(window: Float32Array): boolean;
  /** Clears its state, so that it can be used for another speaker. */
  reset(): void;
}
