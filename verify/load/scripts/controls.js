/** The controls a speaker has, one after the other, and what each is answered with. Pure; runs in k6. */
const ROUND = [
  ['pauseBroadcast', 'broadcastPaused'],
  ['muteBroadcast', 'broadcastMuted'],
  ['setVolume', 'volumeChanged'],
  ['unmuteBroadcast', 'broadcastUnmuted'],
  ['resumeBroadcast', 'broadcastResumed'],
  ['setVolume', 'volumeChanged'],
];
export class ControlTurn {
  #count = 0;
  next() {
    const [action, answer] = ROUND[this.#count % ROUND.length];
    // A level of its own each time, so that one notice cannot pass for another's.
    const volumeLevel = (1 + (this.#count % 100)) / 100;
    this.#count += 1;
    if (action !== 'setVolume') return { message: { action }, answer: `{"type":"${answer}"` };
    return { message: { action, volumeLevel }, answer: `"volumeLevel":${volumeLevel}` };
  }
}
