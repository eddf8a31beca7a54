/** The broadcast's controls: pause, mute, volume, end. Each button says what it does next. */
import { button, el, field, setText, toggle } from '../dom.ts';
import { DESK } from '../texts/desk.ts';
import { SPEAK } from '../texts/speak.ts';
import type { ControlsShown, Switch } from './desk/control-state.ts';
import { Question } from './desk/question.ts';
import { spaceAct, USES_SPACE } from './desk/shortcut.ts';

export interface ControlWishes {
  set(control: Switch, isOn: boolean): void;
  /** @param level 0..1. Resolves when the server has answered. */
  volume(level: number): Promise<void>;
  end(): void;
}

export class ControlsView {
  readonly view: HTMLElement;
  readonly #pause: SwitchButton;
  readonly #mute: SwitchButton;
  readonly #volume = el('input', { type: 'range', min: 0, max: 100, step: 5, value: 100, name: 'volume' });
  readonly #set: ControlWishes['set'];
  /** What the server says of the volume, 0..1. */
  #told = 1;
  /** Requests for another volume that have no answer. */
  #asked = 0;

  constructor(wishes: ControlWishes) {
    const { controls, volume, end, endQuestion, endYes, endNo } = SPEAK;
    this.#set = wishes.set;
    this.#pause = new SwitchButton('pause', DESK.pause, DESK.resume, (isOn) => wishes.set('isPaused', isOn));
    this.#mute = new SwitchButton('mute', DESK.mute, DESK.unmute, (isOn) => wishes.set('isMuted', isOn));
    this.#mute.view.setAttribute('aria-keyshortcuts', 'Space');
    // On `change`, when the slider is released. On `input` every step would be a message.
    this.#volume.addEventListener('change', () => void this.#askVolume(wishes));
    const question = new Question({ question: endQuestion, yes: endYes, no: endNo, name: 'end' });
    const ask = async () => {
      if (await question.ask()) wishes.end();
    };
    this.view = el(
      'div',
      { class: 'controls', role: 'group', 'aria-label': controls },
      el('div', { class: 'row' }, this.#mute.view, this.#pause.view),
      el('p', { class: 'hint' }, el('kbd', {}, DESK.key), ' ', DESK.keyHint),
      el(
        'div',
        { class: 'row' },
        field(volume, this.#volume),
        button(end, () => void ask(), { class: 'danger', 'data-control': 'end' }),
      ),
      question.view,
    );
  }

  set({ isPaused, isMuted, volume }: ControlsShown): void {
    this.#pause.isOn = isPaused;
    this.#mute.isOn = isMuted;
    this.#told = volume;
    this.#showVolume();
  }

  async #askVolume(wishes: ControlWishes): Promise<void> {
    this.#asked += 1;
    await wishes.volume(this.#volume.valueAsNumber / 100);
    this.#asked -= 1;
    this.#showVolume();
  }

  /** While somebody holds the slider, or has let go of it just now, it is where they put it. */
  #showVolume(): void {
    if (this.#asked > 0 || this.#volume.matches(':active')) return;
    this.#volume.value = String(Math.round(this.#told * 100));
  }

  /** Space mutes and unmutes from anywhere on the page. @param signal Ends it. */
  listenForSpace(signal: AbortSignal): void {
    const take = (event: KeyboardEvent) => {
      const isUsed = event.target instanceof Element && event.target.closest(USES_SPACE) !== null;
      const act = spaceAct(event, isUsed);
      if (event.defaultPrevented || act === 'leave') return;
      // The page would scroll.
      event.preventDefault();
      if (act === 'toggle') this.#set('isMuted', !this.#mute.isOn);
    };
    document.addEventListener('keydown', take, { signal });
  }
}

/** One button for two opposite acts. */
class SwitchButton {
  readonly view: HTMLButtonElement;
  readonly #texts: readonly [on: string, off: string];
  #isOn = false;

  /** @param name for tests; `data-on` has the state. */
  constructor(name: string, turnOn: string, turnOff: string, onPressed: (isOn: boolean) => void) {
    this.#texts = [turnOn, turnOff];
    this.view = toggle(turnOn, () => onPressed(!this.#isOn), { 'data-control': name, 'data-on': 'false' });
  }

  get isOn(): boolean {
    return this.#isOn;
  }

  set isOn(isOn: boolean) {
    this.#isOn = isOn;
    this.view.dataset.on = String(isOn);
    setText(this.view, this.#texts[isOn ? 1 : 0]);
  }
}
