/** Shows the state of the speaker: on air, paused, muted, or away. */
import type { BroadcastState } from '../../../src/protocol/broadcast-state.ts';
import { Chip } from '../chip.ts';
import { TEXTS } from '../texts.ts';

const { listen } = TEXTS;

export class SpeakerChip {
  readonly #chip = new Chip('speaker', listen.speaker);
  #state = { isPaused: false, isMuted: false, isAway: false };

  constructor() {
    this.set({});
  }

  get view(): HTMLElement {
    return this.#chip.view;
  }

  set(change: Partial<BroadcastState> & { readonly isAway?: boolean }): void {
    const { isPaused, isMuted, isAway } = this.#state;
    const { isPaused: paused = isPaused, isMuted: muted = isMuted, isAway: away = isAway } = change;
    this.#state = { isPaused: paused, isMuted: muted, isAway: away };
    if (away) this.#chip.set('away', listen.away, 'busy');
    else if (paused) this.#chip.set('paused', listen.paused, 'busy');
    else if (muted) this.#chip.set('muted', listen.muted, 'busy');
    else this.#chip.set('speaking', listen.speaking, 'good');
  }
}
