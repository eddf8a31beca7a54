/** The page during listening. Shows only; the seat decides. */
import { ConnectionChip } from '../connection-chip.ts';
import { button, el, field, show } from '../dom.ts';
import type { LanguageSelect } from '../language-select.ts';
import { LevelMeter } from '../level-meter.ts';
import { TEXTS } from '../texts.ts';
import { WordsView } from '../words-view.ts';
import { NumbersView } from './numbers-view.ts';
import { SpeakerChip } from './speaker-chip.ts';

export interface ListenWishes {
  /** Called by the click that allows the browser to play sound. */
  hear(): void;
  pause(isPaused: boolean): void;
  /** 0..1 */
  volume(level: number): void;
  language(language: string): void;
  leave(): void;
}

export class ListenView {
  readonly view: HTMLElement;
  readonly connection = new ConnectionChip();
  readonly speaker = new SpeakerChip();
  readonly level = new LevelMeter(TEXTS.listen.level);
  readonly numbers = new NumbersView();
  readonly words = new WordsView('translated', TEXTS.listen.words, TEXTS.listen.noWords);
  readonly original = new WordsView('original', TEXTS.listen.original, TEXTS.listen.noOriginal);
  readonly #blocked: HTMLElement;
  /** What is of no use without sound. */
  readonly #ofSound: readonly HTMLElement[];

  constructor(sessionId: string, language: LanguageSelect, wishes: ListenWishes) {
    const { listen } = TEXTS;
    this.#blocked = el(
      'div',
      { class: 'notice warning', hidden: true, 'data-blocked': '' },
      el('span', {}, listen.blocked),
      button(listen.hear, () => wishes.hear(), { class: 'primary', 'data-control': 'hear' }),
    );
    const pause = button(
      listen.pause,
      () => {
        const isPaused = pause.getAttribute('aria-pressed') !== 'true';
        pause.setAttribute('aria-pressed', String(isPaused));
        wishes.pause(isPaused);
      },
      { 'aria-pressed': 'false', 'data-control': 'pause' },
    );
    const volume = el('input', { type: 'range', min: 0, max: 100, step: 5, value: 100, name: 'volume' });
    volume.addEventListener('input', () => wishes.volume(volume.valueAsNumber / 100));
    const volumeField = field(listen.volume, volume);
    this.#ofSound = [this.level.view, this.numbers.view, pause, volumeField, this.#blocked];
    language.view.addEventListener('change', () => wishes.language(language.value));
    this.view = el(
      'div',
      { class: 'live' },
      el(
        'p',
        { class: 'code' },
        el('span', { class: 'label' }, listen.code),
        el('strong', { 'data-code': '' }, sessionId),
      ),
      el('div', { class: 'chips' }, this.connection.view, this.speaker.view),
      this.#blocked,
      el(
        'section',
        { class: 'card' },
        this.level.view,
        el(
          'div',
          { class: 'row controls', role: 'group', 'aria-label': listen.controls },
          field(listen.language, language.view),
          pause,
          volumeField,
          button(listen.leave, () => wishes.leave(), { 'data-control': 'leave' }),
        ),
        this.numbers.view,
      ),
      el(
        'div',
        { class: 'columns even' },
        el('section', { class: 'card' }, el('h2', {}, listen.words), this.words.view),
        el('section', { class: 'card' }, el('h2', {}, listen.original), this.original.view),
      ),
    );
  }

  /** Leaves the words only. */
  withoutSound(): void {
    for (const element of this.#ofSound) show(element, false);
  }

  /** @param isBlocked the browser plays nothing before a click. */
  blocked(isBlocked: boolean): void {
    show(this.#blocked, isBlocked);
  }
}
