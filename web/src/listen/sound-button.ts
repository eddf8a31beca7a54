/** The one button for sound. It says what a click does: hear, go on after an interruption, off, on. */
import { button, el, setText, show } from '../dom.ts';
import { type IconName, icon } from '../icons.ts';
import type { Text } from '../texts/locale.ts';
import type { SoundState } from './sound/sound-state.ts';

export interface SoundWishes {
  /** Called by the click that allows the browser to play sound. */
  hear(): void;
  sound(isOn: boolean): void;
}

const TEXTS: Readonly<Record<Exclude<SoundState, 'none'>, Text>> = {
  on: (t) => t.sound.off,
  off: (t) => t.sound.hear,
  blocked: (t) => t.sound.hear,
  interrupted: (t) => t.sound.resume,
};

export class SoundButton {
  readonly view: HTMLButtonElement;
  readonly #name = el('span', { class: 'name' });
  #state: SoundState = 'off';
  #drawing: IconName | undefined;

  constructor(wishes: SoundWishes) {
    this.view = button('', () => {
      if (this.#isAsking) wishes.hear();
      else wishes.sound(this.#state === 'off');
    });
    this.set('off');
  }

  set(state: SoundState): void {
    this.#state = state;
    const isAsking = this.#isAsking;
    show(this.view, state !== 'none');
    this.view.dataset.sound = state;
    this.view.dataset.control = isAsking ? 'hear' : 'sound';
    this.view.classList.toggle('primary', isAsking);
    if (state !== 'none') setText(this.#name, TEXTS[state]);
    const drawing = state === 'on' ? 'sound' : 'silence';
    if (this.#drawing === drawing) return;
    this.#drawing = drawing;
    this.view.replaceChildren(icon(drawing), this.#name);
  }

  /** It waits for a click. */
  get #isAsking(): boolean {
    return this.#state === 'blocked' || this.#state === 'interrupted';
  }
}
