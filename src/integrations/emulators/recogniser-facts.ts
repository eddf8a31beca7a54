/** What a local recogniser is, as its process says it. */

/** `engine` where there is no recogniser: every stream is refused. */
export const NO_RECOGNISER = 'none';

/** What a recogniser is, for those who show it and for those who offer its languages. */
export interface RecogniserFacts {
  /** As EMBEDDED_ASR names it: moonshine, pocketsphinx, whisper, sherpa, stamped or script; or `none`. */
  readonly engine: string;
  /** Its model in words for people, e.g. `Moonshine tiny-en`. */
  readonly model: string;
  /** Source languages, two letters each. */
  readonly languages: readonly string[];
  /** Speakers at once, a stream each. */
  readonly maxStreams: number;
  /** Why it is not the better one that `auto` looks for first, in one line. */
  readonly note?: string | undefined;
}
