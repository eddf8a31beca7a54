/** What the pipeline needs of a speech engine. */
import type { EmotionDynamics } from '../payload.ts';

export interface SpeechRequest {
  readonly text: string;
  readonly language: string;
  /** How the speaker spoke. The engine applies as much of it as it can. */
  readonly emotion: EmotionDynamics;
  /** False: the sentence goes on in the next segment, so no pause belongs after the text. Undefined: a pause belongs there. */
  readonly endsSentence?: boolean;
}

/**
 * `pieces` are 16-bit little-endian PCM, mono, 16 kHz, in order, of any length (a sample may be cut by the border of two);
 * reading them rejects when the engine fails. `noVoice`: `hint` says in one line how to get a voice.
 */
export type Speech =
  | { readonly kind: 'spoken'; readonly pieces: AsyncIterable<Uint8Array> }
  | { readonly kind: 'noVoice'; readonly hint: string };

/** Rejects on failure. A language without a voice is not a failure but a value. */
export interface Speaker {
  /** Resolves as soon as the engine has begun to answer. */
  speak(request: SpeechRequest): Promise<Speech>;
  /** Whether it has a voice for the language now. Rejects if it cannot find out. */
  hasVoice(language: string): Promise<boolean>;
  /** Ends all processes. Speech that is still being made rejects. */
  close(): Promise<void>;
}

/** @returns the speech of an engine that makes it all at once. */
export function spokenAtOnce(pcm: Uint8Array): Speech {
  return { kind: 'spoken', pieces: inOnePiece(pcm) };
}

async function* inOnePiece(pcm: Uint8Array): AsyncGenerator<Uint8Array> {
  yield pcm;
}
