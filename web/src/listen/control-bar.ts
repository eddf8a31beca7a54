/** The bar below the captions: sound, language, display, words to keep, leaving. What has no place in it on a phone is in a panel. */
import { button, el, setText, show } from '../dom.ts';
import { icon } from '../icons.ts';
import type { LanguageSelect } from '../language-select.ts';
import { Panel } from './panel.ts';
import type { SoundState } from './sound/sound-state.ts';
import { SoundButton } from './sound-button.ts';

export interface ListenWishes {
  /** Called by the click that allows the browser to play sound. */
  hear(): void;
  sound(isOn: boolean): void;
  pause(isPaused: boolean): void;
  /** 0..1 */
  volume(level: number): void;
  language(language: string): void;
  leave(): void;
}

/** The bar has place for everything. */
const WIDE = '(min-width: 56rem)';

export interface BarParts {
  readonly language: LanguageSelect;
  readonly fullScreen: HTMLElement;
  /** What the panel of settings shows. */
  readonly settings: readonly Node[];
}

export class ControlBar {
  readonly view: HTMLElement;
  readonly #sound: SoundButton;
  readonly #pause: HTMLButtonElement;
  readonly #pauseName = el('span', { class: 'name' });
  readonly #volume: HTMLElement;
  readonly #keep: Panel;
  readonly #kept = el('div', {});
  #isPaused = false;

  constructor({ language, fullScreen, settings }: BarParts, wishes: ListenWishes) {
    this.#sound = new SoundButton(wishes);
    this.#pause = button('', () => {
      this.paused(!this.#isPaused);
      wishes.pause(this.#isPaused);
    });
    this.#pause.dataset.control = 'pause';
    this.paused(false);
    this.#volume = volumeField((level) => wishes.volume(level));
    language.view.addEventListener('change', () => wishes.language(language.value));
    const inPanel = el('div', { class: 'more' });
    const inBar = el('div', { class: 'more' });
    const display = new Panel(
      'display',
      'letters',
      (t) => t.bar.display,
      ...settings.slice(0, 1),
      inPanel,
      ...settings.slice(1),
    );
    this.#keep = new Panel('keep', 'keep', (t) => t.keep.title, this.#kept);
    show(this.#keep.button, false);
    const leave = button('', () => wishes.leave(), { 'data-control': 'leave' });
    leave.append(
      icon('leave'),
      el('span', { class: 'name' }, (t) => t.bar.leave),
    );
    this.view = el(
      'div',
      { class: 'deck', role: 'group', 'aria-label': (t) => t.bar.label },
      this.#sound.view,
      inBar,
      el(
        'label',
        { class: 'language' },
        icon('world'),
        el('span', { class: 'visually-hidden' }, (t) => t.bar.language),
        language.view,
      ),
      display.button,
      this.#keep.button,
      leave,
      display.view,
      this.#keep.view,
    );
    const wide = matchMedia(WIDE);
    const place = () => {
      if (wide.matches) inBar.append(this.#pause, this.#volume, fullScreen);
      else inPanel.append(this.#pause, fullScreen, this.#volume);
    };
    wide.addEventListener('change', place);
    place();
  }

  /** Without sound, there is nothing to pause and no volume. @param hasVoice Whether the language has speech at all. */
  show(state: SoundState, hasVoice: boolean): void {
    this.#sound.set(hasVoice ? state : 'none');
    for (const element of [this.#pause, this.#volume]) show(element, hasVoice && state === 'on');
  }

  /** Playback was paused or goes on, here or elsewhere. */
  paused(isPaused: boolean): void {
    this.#isPaused = isPaused;
    setText(this.#pauseName, isPaused ? (t) => t.bar.play : (t) => t.bar.pause);
    this.#pause.replaceChildren(icon(isPaused ? 'play' : 'pause'), this.#pauseName);
  }

  /** @param view What there is to copy and save. Its button appears. */
  keep(view: HTMLElement): void {
    this.#kept.replaceChildren(view);
    show(this.#keep.button, true);
  }
}

function volumeField(onChange: (level: number) => void): HTMLElement {
  const range = el('input', { type: 'range', min: 0, max: 100, step: 5, value: 100, name: 'volume' });
  range.addEventListener('input', () => onChange(range.valueAsNumber / 100));
  return el(
    'label',
    { class: 'volume' },
    el('span', { class: 'label' }, (t) => t.bar.volume),
    range,
  );
}
