/** How a trace is laid out in the picture: the whole, and the short end of it enlarged. */
import type { Section } from './picture.ts';
import { afterFinal, type Row } from './rows.ts';

export const TITLE = 'One utterance, from the microphone to the listener';

/** @param rows Of a trace with a final transcript. */
export function toSections(rows: readonly Row[]): Section[] {
  return [
    { heading: 'While it is spoken', rows },
    { heading: 'From the final transcript on, enlarged', rows: afterFinal(rows) },
  ];
}
