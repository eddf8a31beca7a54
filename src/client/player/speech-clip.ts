/** Speech as the player takes it: one message `audio`, decoded. */
export interface SpeechClip {
  /** Mono, 16 kHz. The player does not change or copy it. */
  readonly samples: Int16Array;
  /** Rises with each piece of a session and language, over epochs too. */
  readonly sequenceNumber: number;
  /** Number of the piece in its sentence, from 1. The pieces of a sentence have sequence numbers in a row. */
  readonly part: number;
  /** It is the last piece of its sentence. */
  readonly isLast: boolean;
  /** Names what is said; a pipeline other than Rostrum's may leave it out. Then nothing is reported. */
  readonly resultId?: string;
  readonly segment?: number;
  readonly epoch?: number;
  readonly text?: string;
}
