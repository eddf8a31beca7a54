/** The operator's settings for the local recogniser (EMBEDDED_ASR and the like), as plain data. Types only. */

/** The value of EMBEDDED_ASR. */
export type AsrChoice =
  | { readonly kind: 'auto' | 'moonshine' | 'pocketsphinx' | 'stamped' | 'script' }
  | { readonly kind: 'whisper'; readonly modelFile: string }
  | { readonly kind: 'sherpa'; readonly folder: string };

export interface AsrSettings {
  readonly choice: AsrChoice;
  /** EMBEDDED_ASR_LANGUAGES, two letters each; undefined: all languages of the model. */
  readonly languages?: readonly string[] | undefined;
  /** EMBEDDED_ASR_STEP_MS; undefined: depends on the stability that a stream asks for. */
  readonly stepMs?: number | undefined;
  /** EMBEDDED_ASR_MAX_STREAMS; undefined: three for each core, with Whisper one; 500 with `stamped` and `script`. */
  readonly maxStreams?: number | undefined;
  /**
   * Folder of Moonshine's files and the voice detector; undefined: none is set, and there is no home folder for the
   * default.
   */
  readonly modelFolder?: string | undefined;
  /** The setting that names that folder, such as EMBEDDED_ASR_MODEL_FOLDER; undefined: it is setup's default. */
  readonly modelFolderNamedBy?: string | undefined;
}
