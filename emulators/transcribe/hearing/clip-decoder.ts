/** What a hearing asks of an engine that decodes clips whole, and of a voice detector. Types only. */

/** Both take 16 kHz mono samples, -1 to 1. */
export interface ClipDecoder {
  /** The longest clip it takes, milliseconds. */
  readonly maxClipMs: number;
  /**
   * Synchronous; the text as the model writes it, empty when it finds none.
   * @param language two letters, as `en`
   * @throws Error when the engine breaks
   */
  decode(clip: Float32Array, language: string): string;
}

/** How many samples a voice detector takes at a time. */
export const WINDOW_SAMPLES = 512;

/** Of one speaker: it remembers what it heard. */
export interface VoiceDetector {
  /** How long voice lasts before it says so, milliseconds. */
  readonly onsetMs: number;
  /** For how long there has been no voice, milliseconds; 0 in the middle of it. */
  readonly quietMs: number;
  /** Takes the next window, exactly WINDOW_SAMPLES long, and says whether somebody is speaking: short pauses are speech. */
  hearsVoice(window: Float32Array): boolean;
  /** Forgets what it heard: it is used for another speaker. */
  reset(): void;
}
