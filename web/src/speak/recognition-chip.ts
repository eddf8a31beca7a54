/** Shows the state of recognition, from its results and failures. */
import { Chip, type Mood } from '../chip.ts';
import { SPEAK } from '../texts/speak.ts';

export type Recognition = 'waiting' | 'on' | 'interrupted' | 'failed';

const { recognition, recognitionWaiting, recognitionOn, recognitionInterrupted, recognitionFailed } = SPEAK;
const SHOWN: Readonly<Record<Recognition, readonly [text: string, mood: Mood]>> = {
  waiting: [recognitionWaiting, 'quiet'],
  on: [recognitionOn, 'good'],
  interrupted: [recognitionInterrupted, 'busy'],
  failed: [recognitionFailed, 'bad'],
};

export class RecognitionChip {
  readonly #chip = new Chip('recognition', recognition);

  constructor() {
    this.set('waiting');
  }

  get view(): HTMLElement {
    return this.#chip.view;
  }

  set(state: Recognition): void {
    const [text, mood] = SHOWN[state];
    this.#chip.set(state, text, mood);
  }

  /** No words have come for a while. An interruption stays shown until it is over. */
  quiet(): void {
    if (this.#chip.view.dataset.state === 'on') this.set('waiting');
  }
}
