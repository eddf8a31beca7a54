/** The events of embedded mode's recogniser that are counted, from its start. */

export const RECOGNISER_COUNTS = [
  /** Streams refused, for any reason. */
  'refused',
  /** Streams that failed because an engine's process ended, or failed inside it. */
  'failed',
  /** Processes started in place of ones that had ended. */
  'restarts',
  /** Processes replaced because they used too much memory. */
  'recycles',
  /** Streams that continued in another process. */
  'moved',
  /** Partials that waited for more speech than the configured step. */
  'stretchedSteps',
  /** Decodes of voice that gave no text. */
  'emptyTexts',
] as const;
export type RecogniserCount = (typeof RECOGNISER_COUNTS)[number];
export type RecogniserCounts = Readonly<Record<RecogniserCount, number>>;

export const NOTHING_COUNTED: RecogniserCounts = {
  refused: 0,
  failed: 0,
  restarts: 0,
  recycles: 0,
  moved: 0,
  stretchedSteps: 0,
  emptyTexts: 0,
};
