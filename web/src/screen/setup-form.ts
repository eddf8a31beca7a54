/** The controls of the form that makes a screen's address. */
import { el, field, literalInput } from '../dom.ts';
import { ownName } from '../texts/names.ts';
import { SCREEN } from '../texts/screen.ts';
import { isColour, toHex } from './colours.ts';
import { MOST_LANGUAGES, MOST_LINES, ORIGINAL, readScreenAddress, type ScreenSettings } from './screen-settings.ts';

export class SetupForm {
  readonly view: HTMLFormElement;
  readonly #server: string | undefined;
  readonly #address: string | undefined;
  /** Ticked by a person or, until then, by the settings. */
  #chosen: readonly string[];
  /** The languages that have a box. */
  #offered: string | undefined;
  readonly #languages = el('div', { class: 'row languages' });

  /** @param settings with which the form begins. */
  constructor(settings: ScreenSettings) {
    const { code, languages, lines, size, background, color, align, qr, server, address } = settings;
    this.#chosen = languages;
    this.#server = server;
    this.#address = address;
    const text = (name: string, value: string) => literalInput(name, { value });
    const { sizeUnits, backgrounds, colors, aligns } = SCREEN;
    const counts = Object.fromEntries(Array.from({ length: MOST_LINES }, (_, i) => [String(i + 1), String(i + 1)]));
    this.view = el(
      'form',
      { class: 'card setup' },
      field(SCREEN.code, text('code', code), el('small', {}, SCREEN.codeHint)),
      el('fieldset', {}, el('legend', {}, SCREEN.languages(MOST_LANGUAGES)), this.#languages),
      el(
        'div',
        { class: 'row' },
        field(SCREEN.lines, select('lines', counts, String(lines))),
        field(
          SCREEN.size,
          el('input', {
            type: 'number',
            name: 'size',
            min: 0.5,
            max: 400,
            step: 0.5,
            value: size.value,
            required: true,
          }),
        ),
        field(SCREEN.sizeUnit, select('unit', sizeUnits, size.unit)),
      ),
      el(
        'div',
        { class: 'row' },
        field(SCREEN.background, select('background', backgrounds, nameOf(background, backgrounds))),
        field(SCREEN.color, select('color', colors, color === undefined ? 'automatic' : nameOf(color, colors))),
        field(SCREEN.align, select('align', aligns, align)),
      ),
      el(
        'label',
        { class: 'check' },
        el('input', { type: 'checkbox', name: 'qr', value: 'corner', checked: qr === 'corner' }),
        el('span', {}, SCREEN.qr),
      ),
    );
    this.#languages.addEventListener('input', () => {
      this.#chosen = this.settings.languages;
    });
    this.view.addEventListener('submit', (event) => event.preventDefault());
    this.view.addEventListener('input', () => this.#bound());
  }

  /** @param languages that the server offers, in the order in which they are shown. What is ticked stays. */
  offer(languages: readonly string[]): void {
    if (this.#offered === languages.join()) return;
    this.#offered = languages.join();
    const box = (value: string, name: string) =>
      el(
        'label',
        { class: 'check', lang: value === ORIGINAL ? undefined : value },
        el('input', { type: 'checkbox', name: 'languages', value, checked: this.#chosen.includes(value) }),
        el('span', { dir: 'auto' }, name),
      );
    const boxes = languages.map((language) => box(language, ownName(language)));
    this.#languages.replaceChildren(box(ORIGINAL, SCREEN.original), ...boxes);
    this.#bound();
  }

  /** What the form says now. Sizes out of range have their default. */
  get settings(): ScreenSettings {
    const data = new FormData(this.view);
    const said = (name: string) => String(data.get(name) ?? '');
    const color = said('color');
    return readScreenAddress(
      new URLSearchParams({
        ...{ code: said('code'), languages: data.getAll('languages').join(), lines: said('lines') },
        ...{ size: `${said('size')}${said('unit')}`, background: said('background'), align: said('align') },
        ...{
          color: color === 'automatic' ? '' : color,
          qr: said('qr'),
          server: this.#server ?? '',
          address: this.#address ?? '',
        },
      }),
    ).settings;
  }

  /** No more languages can be ticked than the screen has room for. */
  #bound(): void {
    const boxes = [...this.#languages.querySelectorAll('input')];
    const isFull = boxes.filter(({ checked }) => checked).length >= MOST_LANGUAGES;
    for (const box of boxes) box.disabled = isFull && !box.checked;
  }
}

/** A colour that the form does not have is shown in its own digits. */
function nameOf(colour: string, names: Readonly<Record<string, string>>): string {
  if (colour === 'transparent') return colour;
  return Object.keys(names).find((name) => isColour(name) && toHex(name) === colour) ?? colour;
}

function select(name: string, options: Readonly<Record<string, string>>, chosen: string): HTMLSelectElement {
  const all = Object.hasOwn(options, chosen) ? options : { ...options, [chosen]: chosen };
  const element = el('select', { name }, ...Object.entries(all).map(([value, text]) => el('option', { value }, text)));
  element.value = chosen;
  return element;
}
