/** The operator's settings for the local recogniser (EMBEDDED_ASR and the like), as plain data. Types only. */

import type { AsrQuirks } from './asr-quirks.ts';

/** The value of EMBEDDED_ASR. */
export type AsrChoice =
  | { readonly kind: 'auto' | 'moonshine' | 'pocketsphinx' | 'stamped' | 'written' | 'script' }
  | { readonly kind: 'whisper'; readonly modelFile: string }
  | { readonly kind: 'sherpa'; readonly folder: string };

/** How far results are behind the voice, ms; undefined: the recogniser's own. */
export interface AsrLags {
  /** EMBEDDED_ASR_PARTIAL_MS: from one partial to the next. */
  readonly partialMs?: number | undefined;
  /** EMBEDDED_ASR_STABLE_LAG_MS: from the end of a word to its being stable. */
  readonly stableLagMs?: number | undefined;
  /** EMBEDDED_ASR_FINAL_LAG_MS: from the end of the last word to the final. */
  readonly finalLagMs?: number | undefined;
}

export interface AsrSettings {
  readonly choice: AsrChoice;
  /** EMBEDDED_ASR_LANGUAGES, two letters each; undefined: all languages of the model. */
  readonly languages?: readonly string[] | undefined;
  /** EMBEDDED_ASR_STEP_MS; undefined: depends on the stability that a stream asks for. */
  readonly stepMs?: number | undefined;
  /** EMBEDDED_ASR_MAX_STREAMS; undefined: three for each core, with Whisper one; 500 with `stamped`, `written` and `script`. */
  readonly maxStreams?: number | undefined;
  /** For `written` and `stamped`; undefined: none is set. */
  readonly lags?: AsrLags | undefined;
  /** EMBEDDED_ASR_QUIRKS; undefined: none is set. */
  readonly quirks?: AsrQuirks | undefined;
  /**
   * Folder of Moonshine's files and the voice detector; undefined: none is set, and there is no home folder for the
   * default.
   */
  readonly modelFolder?: string | undefined;
  /** The setting that names that folder, such as EMBEDDED_ASR_MODEL_FOLDER; undefined: it is setup's default. */
  readonly modelFolderNamedBy?: string | undefined;
}
