/** What an operator may say about the local recogniser (EMBEDDED_ASR and its fellows), as plain data. Types only. */

/** EMBEDDED_ASR, read. Paths as given. */
export type AsrChoice =
  | { readonly kind: 'auto' | 'moonshine' | 'pocketsphinx' | 'stamped' | 'script' }
  | { readonly kind: 'whisper'; readonly modelFile: string }
  | { readonly kind: 'sherpa'; readonly folder: string };

export interface AsrSettings {
  readonly choice: AsrChoice;
  /** EMBEDDED_ASR_LANGUAGES, two letters each; undefined: what the model knows. */
  readonly languages?: readonly string[] | undefined;
  /** EMBEDDED_ASR_STEP_MS; undefined: by the stability a stream asks for. */
  readonly stepMs?: number | undefined;
  /** EMBEDDED_ASR_MAX_STREAMS; undefined: three a core, one a core of Whisper, 500 of `stamped` and `script`. */
  readonly maxStreams?: number | undefined;
  /**
   * Where Moonshine's files and the voice detector are; undefined: nothing names a folder, and there is no home folder
   * for setup's own.
   */
  readonly modelFolder?: string | undefined;
  /** What names that folder, such as EMBEDDED_ASR_MODEL_FOLDER; undefined: nothing does, it is setup's own. */
  readonly modelFolderNamedBy?: string | undefined;
}
