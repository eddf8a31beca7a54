/** What a hearing asks of an engine that decodes audio as it comes. One for each speaker. Types only. */

/** The utterance as far as it has been decoded. */
export interface StreamReading {
  /** As it is to be written; empty: no word yet. It grows at its end only. */
  readonly text: string;
  /** Where its first word begins and its last one ends, seconds from the decoder's first sample. */
  readonly from: number;
  readonly to: number;
  /** At an endpoint: up to where there was no word after the last one for certain, seconds; `to` where that is not known. */
  readonly quietTo: number;
}

export interface StreamDecoder {
  /** Takes 16 kHz mono samples, -1 to 1; decodes nothing. */
  accept(samples: Float32Array): void;
  /** No more samples come. */
  end(): void;
  /** Decodes the next chunk, a fraction of a second; false when there is not audio enough for one. */
  decodeChunk(): boolean;
  /** @param whole nothing will be added to it */
  reading(whole: boolean): StreamReading;
  /** A pause after the words, or an utterance as long as it may be. */
  atEndpoint(): boolean;
  /** Begins the next utterance. */
  reset(): void;
}
