/** What the pipeline needs of a speech engine. */
import type { EmotionDynamics } from '../payload.ts';

export interface SpeechRequest {
  readonly text: string;
  readonly language: string;
  /** How the speaker spoke. The engine applies as much of it as it can. */
  readonly emotion: EmotionDynamics;
}

/** `pcm` is 16-bit little-endian, mono, 16 kHz. `noVoice`: `hint` says in one line how to get a voice. */
export type Speech =
  | { readonly kind: 'spoken'; readonly pcm: Uint8Array }
  | { readonly kind: 'noVoice'; readonly hint: string };

/** Rejects on failure. A language without a voice is not a failure but a value. */
export interface Speaker {
  speak(request: SpeechRequest): Promise<Speech>;
  /** Whether it has a voice for the language now. Rejects if it cannot find out. */
  hasVoice(language: string): Promise<boolean>;
  /** Ends all processes. Speech that is still being made rejects. */
  close(): Promise<void>;
}
