/** The loads and their default sizes. Pure. */
import { type LoadName, SIZES, type Size } from '../../load/sizes.ts';

export interface Load extends Size {
  readonly name: LoadName;
  readonly summary: string;
}

const SUMMARIES: Readonly<Record<LoadName, string>> = {
  audio: '100 speakers, 50 chunks a second each; nothing lost, nothing doubled',
  control: '100 speakers, 10 controls a second each; every listener hears every one',
  status: '100 speakers ask how their session stands, twice a second',
  'fan-out': 'one session with 500 listeners: each hears every sentence and every control',
  'connect-storm': '500 clients come at once, are lost and come back every 5 s',
};

export const LOADS: readonly Load[] = (Object.keys(SIZES) as LoadName[]).map((name) => ({
  name,
  summary: SUMMARIES[name],
  ...SIZES[name],
}));

export function loadNamed(name: string): Load | undefined {
  return LOADS.find((load) => load.name === name);
}
