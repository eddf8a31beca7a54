/** What became of the listener's sound, as the page shows it. Pure. */

/**
 * `blocked`: the browser waits for a click. `interrupted`: a call or the system has stopped it, and it does not come back by
 * itself. `off`: text only, by choice or because the language has no voice. `none`: this browser cannot play it.
 */
export type SoundState = 'on' | 'blocked' | 'interrupted' | 'off' | 'none';
