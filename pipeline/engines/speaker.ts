/** What the pipeline asks of a speech engine. */
import type { EmotionDynamics } from '../payload.ts';

export interface SpeechRequest {
  readonly text: string;
  readonly language: string;
  /** How the speaker spoke; the engine renders as much of it as it can. */
  readonly emotion: EmotionDynamics;
}

/** `pcm` is 16-bit little-endian, mono, 16 kHz. `noVoice`: `hint` says in one line what would give one. */
export type Speech =
  | { readonly kind: 'spoken'; readonly pcm: Uint8Array }
  | { readonly kind: 'noVoice'; readonly hint: string };

/** Rejects on failure; a language without a voice is a value. */
export interface Speaker {
  speak(request: SpeechRequest): Promise<Speech>;
  /** Whether it has a voice for the language now. Rejects when it cannot find out. */
  hasVoice(language: string): Promise<boolean>;
  /** Ends what it started. Speech still being made rejects. */
  close(): Promise<void>;
}
