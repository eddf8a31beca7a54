/** What the space key does: it mutes or unmutes, unless it means something where the focus is. Pure. */

/** What of the page uses the space key itself. A range slider, a link and a text that cannot be changed do not. */
export const USES_SPACE =
  'button, input:not([type="range"], [readonly]), select, textarea:not([readonly]), summary, dialog, [contenteditable], [role="button"]';

export interface KeyPress {
  readonly key: string;
  readonly repeat: boolean;
  readonly altKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
}

/** `leave` it to the page; `toggle` the microphone; `swallow` a key that is still held, for which the page would scroll. */
export type SpaceAct = 'leave' | 'toggle' | 'swallow';

/** @param isUsed the focus is on something that uses the key itself: see `USES_SPACE`. */
export function spaceAct(press: KeyPress, isUsed: boolean): SpaceAct {
  const { key, repeat, altKey, ctrlKey, metaKey, shiftKey } = press;
  if (key !== ' ' || isUsed || altKey || ctrlKey || metaKey || shiftKey) return 'leave';
  return repeat ? 'swallow' : 'toggle';
}
