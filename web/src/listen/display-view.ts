/** The settings of the captions: size of letters, contrast, and where the speaker's own words are. */
import { button, el, setText } from '../dom.ts';
import type { ListenerTexts } from '../texts/listener-texts.ts';
import type { Text } from '../texts/locale.ts';
import { type DisplaySettings, ORIGINAL_PLACES, type OriginalPlace, SIZE_PX, toSize } from './display-settings.ts';

const PLACES: Readonly<Record<OriginalPlace, Text>> = {
  beside: (t) => t.display.beside,
  below: (t) => t.display.below,
  off: (t) => t.display.off,
};

export class DisplayView {
  readonly view: HTMLElement;
  readonly #onChange: (settings: DisplaySettings) => void;
  readonly #slider = el('input', {
    type: 'range',
    name: 'size',
    min: SIZE_PX.min,
    max: SIZE_PX.max,
    step: SIZE_PX.step,
    'aria-label': (t) => t.display.size,
  });
  readonly #size = el('output', { class: 'size', 'aria-hidden': 'true' });
  #settings: DisplaySettings;

  constructor(settings: DisplaySettings, onChange: (settings: DisplaySettings) => void) {
    this.#settings = settings;
    this.#onChange = onChange;
    this.#slider.addEventListener('input', () => this.#change({ sizePx: toSize(this.#slider.valueAsNumber) }));
    const contrast = el('input', { type: 'checkbox', name: 'contrast' });
    contrast.checked = settings.isHighContrast;
    contrast.addEventListener('change', () => this.#change({ isHighContrast: contrast.checked }));
    this.view = el(
      'div',
      { class: 'display' },
      el(
        'div',
        { class: 'field', role: 'group', 'aria-label': (t) => t.display.size },
        el('span', { class: 'label' }, (t) => t.display.size, ' ', this.#size),
        el('div', { class: 'sizes' }, this.#step('A−', -1), this.#slider, this.#step('A+', 1)),
      ),
      el(
        'fieldset',
        { class: 'segments' },
        el('legend', { class: 'label' }, (t) => t.display.original),
        ...ORIGINAL_PLACES.map((place) => this.#place(place)),
      ),
      el(
        'label',
        { class: 'check' },
        contrast,
        el('span', {}, (t) => t.display.contrast),
      ),
    );
    this.#show();
  }

  #step(sign: string, direction: 1 | -1): HTMLElement {
    const step = button('', () => this.#change({ sizePx: toSize(this.#settings.sizePx + direction * SIZE_PX.step) }), {
      class: direction > 0 ? 'larger' : 'smaller',
      'data-control': direction > 0 ? 'larger' : 'smaller',
    });
    const name = direction > 0 ? (t: ListenerTexts) => t.display.larger : (t: ListenerTexts) => t.display.smaller;
    step.append(el('span', { 'aria-hidden': 'true' }, sign), el('span', { class: 'visually-hidden' }, name));
    return step;
  }

  #place(place: OriginalPlace): HTMLElement {
    const radio = el('input', { type: 'radio', name: 'original', value: place });
    radio.checked = this.#settings.original === place;
    radio.addEventListener('change', () => this.#change({ original: place }));
    return el('label', {}, radio, el('span', {}, PLACES[place]));
  }

  #change(change: Partial<DisplaySettings>): void {
    this.#settings = { ...this.#settings, ...change };
    this.#show();
    this.#onChange(this.#settings);
  }

  #show(): void {
    this.#slider.value = String(this.#settings.sizePx);
    setText(this.#size, String(this.#settings.sizePx));
  }
}
