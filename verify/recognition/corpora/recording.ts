/** A recording whose words are known. Types only. */

/** Of people, or of a machine's voice. */
export type CorpusKind = 'people' | 'synthetic';

export interface Recording {
  /** Unique, e.g. `asterisk/conf-full`. */
  readonly id: string;
  readonly kind: CorpusKind;
  /** What is said, as written by whoever published it. */
  readonly text: string;
  /** 16 kHz mono. */
  readonly samples: Int16Array;
}

/** Recordings of one origin. */
export interface Corpus {
  /** E.g. `LibriVox`. */
  readonly name: string;
  readonly kind: CorpusKind;
  /** Who speaks, and under which licence; one line for people. */
  readonly credit: string;
  /** All that there are, before any are chosen. */
  readonly recordings: readonly Recording[];
}

export type CorpusOutcome =
  | { readonly ok: true; readonly corpus: Corpus }
  /** What is missing and how to get it, one line. */
  | { readonly ok: false; readonly name: string; readonly message: string };
