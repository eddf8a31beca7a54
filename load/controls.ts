/** A speaker's controls in turn, and the answer to each. Pure; runs in k6. */

export interface Control {
  readonly message: Readonly<Record<string, unknown>>;
  /** Beginning of the messages to the speaker and to the listeners. */
  readonly answer: string;
}

const ROUND: readonly (readonly [action: string, answer: string])[] = [
  ['pauseBroadcast', 'broadcastPaused'],
  ['muteBroadcast', 'broadcastMuted'],
  ['setVolume', 'volumeChanged'],
  ['unmuteBroadcast', 'broadcastUnmuted'],
  ['resumeBroadcast', 'broadcastResumed'],
  ['setVolume', 'volumeChanged'],
];

export class ControlTurn {
  #count = 0;

  next(): Control {
    const [action, answer] = ROUND[this.#count % ROUND.length] as readonly [string, string];
    // A different level each time, so that notices can be told apart.
    const volumeLevel = (1 + (this.#count % 100)) / 100;
    this.#count += 1;
    if (action !== 'setVolume') return { message: { action }, answer: `{"type":"${answer}"` };
    return { message: { action, volumeLevel }, answer: `"volumeLevel":${volumeLevel}` };
  }
}
