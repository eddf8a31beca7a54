/** What can be wrong with a microphone while it is used. */

export type MicTrouble =
  | 'trackMuted'
  | 'suspended'
  | 'clipping'
  | 'tooQuiet'
  | 'speakingWhileMuted'
  | 'noSound'
  | 'lost';

/** One is shown at a time: the first of these that holds. */
export const TROUBLES_BY_IMPORTANCE: readonly MicTrouble[] = [
  'lost',
  'suspended',
  'trackMuted',
  'noSound',
  'speakingWhileMuted',
  'clipping',
  'tooQuiet',
];

const SOUNDLESS: readonly MicTrouble[] = ['lost', 'suspended', 'trackMuted', 'noSound'];

/** @returns nothing of the microphone is heard: the page must not say that it is being sent. */
export function isSoundless(trouble: MicTrouble | undefined): boolean {
  return trouble !== undefined && SOUNDLESS.includes(trouble);
}
