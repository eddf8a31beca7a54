/** A recording whose words are known. Types only. */

/** Recordings of people, or of a synthetic voice. */
export type CorpusKind = 'people' | 'synthetic';

export interface Recording {
  /** Unique, e.g. `asterisk/conf-full`. */
  readonly id: string;
  readonly kind: CorpusKind;
  /** The spoken words, as published with the recording. */
  readonly text: string;
  /** 16 kHz mono. */
  readonly samples: Int16Array;
}

/** Recordings from one source. */
export interface Corpus {
  /** E.g. `LibriVox`. */
  readonly name: string;
  readonly kind: CorpusKind;
  /** Speakers and licence, one line for people. */
  readonly credit: string;
  /** All recordings, before the choice. */
  readonly recordings: readonly Recording[];
}

export type CorpusOutcome =
  | { readonly ok: true; readonly corpus: Corpus }
  /** One line: what is missing and how to get it. */
  | { readonly ok: false; readonly name: string; readonly message: string };
