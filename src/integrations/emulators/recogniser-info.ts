/** The description of a local recogniser, as its process reports it. */

/** `engine` when there is no recogniser: every stream is refused. */
export const NO_RECOGNISER = 'none';

/** For showing the recogniser and for offering its languages. */
export interface RecogniserInfo {
  /** The name in EMBEDDED_ASR: moonshine, pocketsphinx, whisper, sherpa, stamped, written or script; or `none`. */
  readonly engine: string;
  /** Name of its model for people, such as `Moonshine tiny-en`. */
  readonly model: string;
  /** Source languages, two letters each. */
  readonly languages: readonly string[];
  /** Maximum of concurrent streams, one for each speaker. */
  readonly maxStreams: number;
  /** Why it is not the better recogniser that `auto` prefers, in one line. */
  readonly note?: string | undefined;
}
