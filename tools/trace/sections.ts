/** Divides a trace's picture into sections: the whole trace, and its short end enlarged. */
import type { Section } from './picture.ts';
import { afterFinal, type Row } from './rows.ts';

export const TITLE = 'One utterance, from the microphone to the listener';

/** @param rows of a trace with a final transcript. */
export function toSections(rows: readonly Row[]): Section[] {
  return [
    { heading: 'While it is spoken', rows },
    { heading: 'From the final transcript on, enlarged', rows: afterFinal(rows) },
  ];
}
