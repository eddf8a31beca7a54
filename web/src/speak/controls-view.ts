/** The broadcast's controls: pause, mute, volume, end. Shows the state that the server reports. */
import type { BroadcastState } from '../../../src/protocol/broadcast-state.ts';
import { button, el, field } from '../dom.ts';
import { TEXTS } from '../texts.ts';

export interface ControlWishes {
  pause(isPaused: boolean): void;
  mute(isMuted: boolean): void;
  /** 0..1 */
  volume(level: number): void;
  end(): void;
}

export class ControlsView {
  readonly view: HTMLElement;
  readonly #pause: HTMLButtonElement;
  readonly #mute: HTMLButtonElement;
  readonly #volume = el('input', { type: 'range', min: 0, max: 100, step: 5, value: 100, name: 'volume' });

  constructor(wishes: ControlWishes) {
    const { controls, pause, mute, volume, end, endQuestion, endYes, endNo } = TEXTS.speak;
    const isPressed = (element: Element) => element.getAttribute('aria-pressed') === 'true';
    this.#pause = button(pause, () => wishes.pause(!isPressed(this.#pause)), { 'data-control': 'pause' });
    this.#mute = button(mute, () => wishes.mute(!isPressed(this.#mute)), { 'data-control': 'mute' });
    // On `change`, when the slider is released. On `input` every step would be a message.
    this.#volume.addEventListener('change', () => wishes.volume(this.#volume.valueAsNumber / 100));
    const question = el('dialog', { 'aria-label': endQuestion }, el('p', {}, endQuestion));
    const answer = (isYes: boolean) => {
      question.close();
      if (isYes) wishes.end();
    };
    question.append(
      el(
        'div',
        { class: 'row' },
        button(endYes, () => answer(true), { class: 'danger', 'data-control': 'end-yes' }),
        button(endNo, () => answer(false)),
      ),
    );
    this.view = el(
      'div',
      { class: 'row controls', role: 'group', 'aria-label': controls },
      this.#pause,
      this.#mute,
      field(volume, this.#volume),
      button(end, () => question.showModal(), { class: 'danger', 'data-control': 'end' }),
      question,
    );
    this.set({ isPaused: false, isMuted: false, volume: 1 });
  }

  set({ isPaused, isMuted, volume }: Partial<BroadcastState>): void {
    const press = (element: HTMLButtonElement, isPressed: boolean | undefined) => {
      if (isPressed !== undefined) element.setAttribute('aria-pressed', String(isPressed));
    };
    press(this.#pause, isPaused);
    press(this.#mute, isMuted);
    if (volume !== undefined) this.#volume.value = String(Math.round(volume * 100));
  }
}
