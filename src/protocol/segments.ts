/** Where what is said is cut for translation: at clauses, at sentences, or not before a result is final. */

export const SEGMENT_MODES = ['clause', 'sentence', 'result'] as const;
export type SegmentMode = (typeof SEGMENT_MODES)[number];

export function isSegmentMode(value: unknown): value is SegmentMode {
  return (SEGMENT_MODES as readonly unknown[]).includes(value);
}
