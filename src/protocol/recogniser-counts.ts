/** What is counted of the recogniser of embedded mode, since it started. Names only. */

export const RECOGNISER_COUNTS = [
  /** Streams refused, for whatever reason. */
  'refused',
  /** Streams that died with an engine's process, or inside it. */
  'failed',
  /** Processes started for ones that had ended. */
  'restarts',
  /** Processes replaced because of their memory. */
  'recycles',
  /** Streams that went on in another process. */
  'moved',
  /** Partials that waited for more speech than was asked for. */
  'stretchedSteps',
  /** Decodes of voice that brought no text. */
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
