/** Interface of an engine that decodes audio as it comes, as hearings use it. One for each speaker. Types only. */

/** The utterance as decoded so far. */
export interface StreamReading {
  /** Text in its written form. Empty: no word yet. It grows at its end only. */
  readonly text: string;
  /** Beginning of the first word and end of the last, in seconds from the decoder's first sample. */
  readonly from: number;
  readonly to: number;
  /** At an endpoint: end of the time after the last word that surely has no word, in seconds. `to` if it is not known. */
  readonly quietTo: number;
}

export interface StreamDecoder {
  /** Takes 16 kHz mono samples, -1 to 1. Decodes nothing. */
  accept(samples: Float32Array): void;
  /** Call when no more samples come. */
  end(): void;
  /** Decodes the next chunk, a fraction of a second. @returns false when there is not enough audio for one. */
  decodeChunk(): boolean;
  /** @param whole true: nothing will be added to the utterance */
  reading(whole: boolean): StreamReading;
  /** Whether there is a pause after the words, or the utterance has its longest length. */
  atEndpoint(): boolean;
  /** Begins the next utterance. */
  reset(): void;
}
