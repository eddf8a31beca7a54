/** Which changes of state somebody wants to see: of one chart, with a text in what is shown of them. Pure. */
import type { ChartChange } from '../../../src/protocol/inside.ts';
import { changeWords, eventWords } from './state-words.ts';

export interface ChangeFilter {
  /** Empty: of all charts. */
  readonly chart: string;
  /** Words that are all in it, in upper or lower case. Empty: whatever it says. */
  readonly text: string;
}

export function isWanted(change: ChartChange, { chart, text }: ChangeFilter): boolean {
  if (chart !== '' && change.chart !== chart) return false;
  const shown = [change.chart, change.event, eventWords(change.event), ...change.left, ...change.entered];
  const said = `${shown.join(' ')} ${changeWords(change, '')}`.toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => said.includes(word));
}
