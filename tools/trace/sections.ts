/** Divides a trace's picture into sections: the whole trace, and its short end enlarged. */
import type { Section } from './picture.ts';
import { afterFinal, heard, type Row } from './rows.ts';

export const TITLE = 'One utterance, from the microphone to the listener';

/** @param rows of a trace with a final transcript. */
export function toSections(rows: readonly Row[]): Section[] {
  const segments = heard(rows);
  return [
    { heading: 'While it is spoken', rows },
    { heading: 'From the final transcript on, enlarged', rows: afterFinal(rows) },
    ...(segments.length === 0
      ? []
      : [{ heading: 'Its segments: until each is handed over, and when it is heard', rows: segments }]),
  ];
}
