/** The page during listening: a line of status, captions, a bar of controls. Shows only; the seat decides. */
import { el } from '../dom.ts';
import type { LanguageSelect } from '../language-select.ts';
import { LevelMeter } from '../level-meter.ts';
import type { Remembered } from '../remembered.ts';
import { WordsView } from '../words-view.ts';
import { ControlBar, type ListenWishes } from './control-bar.ts';
import { type DisplaySettings, readDisplay, writeDisplay } from './display-settings.ts';
import { DisplayView } from './display-view.ts';
import { FullScreen } from './full-screen.ts';
import { NumbersView } from './numbers-view.ts';
import type { SoundState } from './sound/sound-state.ts';
import { StatusLine } from './status-line.ts';

export interface ListenViewParts {
  readonly sessionId: string;
  readonly language: LanguageSelect;
  readonly remembered: Remembered;
}

/** The original has place beside the captions. */
const WIDE = '(min-width: 60rem)';
/** A phone that is turned has place for captions alone. */
const TURNED = '(orientation: landscape) and (max-height: 30rem)';
const DISPLAY = 'display';

export class ListenView {
  readonly view: HTMLElement;
  readonly status: StatusLine;
  readonly level = new LevelMeter((t) => t.sound.level);
  readonly numbers = new NumbersView(this.level.view);
  readonly words = new WordsView(
    'translated',
    (t) => t.words.translation,
    (t) => t.words.none,
  );
  readonly original = new WordsView(
    'original',
    (t) => t.words.original,
    (t) => t.words.noOriginal,
  );
  readonly #captions: HTMLElement;
  readonly #bar: ControlBar;
  readonly #fullScreen: FullScreen;
  readonly #turned = matchMedia(TURNED);
  readonly #closed = new AbortController();
  #isFull = false;

  constructor(parts: ListenViewParts, wishes: ListenWishes) {
    const { sessionId, language, remembered } = parts;
    this.status = new StatusLine(sessionId);
    this.#captions = el(
      'div',
      { class: 'captions' },
      el(
        'div',
        { class: 'pane translated' },
        // Whoever sees needs none; screen readers go from heading to heading.
        el('h2', { class: 'visually-hidden' }, (t) => t.words.translation),
        this.words.view,
      ),
      el(
        'div',
        { class: 'pane original' },
        el('h2', { class: 'label' }, (t) => t.words.original),
        this.original.view,
      ),
    );
    this.view = el('div', { class: 'hall', 'data-bar': 'hidden' }, this.status.view, this.#captions);
    this.#fullScreen = new FullScreen((isFull) => this.#full(isFull), this.#closed.signal);
    const settings = readDisplay(remembered.get(DISPLAY), matchMedia(WIDE).matches ? 'beside' : 'off');
    const display = new DisplayView(settings, (changed) => {
      this.#display(changed);
      remembered.set(DISPLAY, writeDisplay(changed));
    });
    this.#display(settings);
    this.#bar = new ControlBar(
      { language, fullScreen: this.#fullScreen.button, settings: [display.view, this.numbers.view] },
      wishes,
    );
    this.view.append(this.#bar.view);
    this.#captions.addEventListener('click', ({ target }) => this.#tap(target));
    this.#turned.addEventListener('change', () => this.#alone(), { signal: this.#closed.signal });
    this.#alone();
  }

  /** What became of the sound. @param hasVoice Whether there is speech in the language at all. */
  sound(state: SoundState, hasVoice: boolean): void {
    this.view.dataset.sound = hasVoice ? state : 'off';
    this.status.textOnly(!hasVoice);
    this.#bar.show(state, hasVoice);
  }

  /** Playback was paused or goes on, other than by this page's button. */
  paused(isPaused: boolean): void {
    this.#bar.paused(isPaused);
  }

  /** @param view What there is to copy and save. */
  keep(view: HTMLElement): void {
    this.#bar.keep(view);
  }

  /** Call when it is not shown any more. */
  close(): void {
    void this.#fullScreen.set(false);
    this.#closed.abort();
  }

  /** What is read on after the session: the captions as they were, without the bar. Nothing if there are none. */
  get left(): readonly HTMLElement[] {
    if (!this.words.hasFinals) return [];
    this.view.replaceChildren(this.#captions);
    this.view.dataset.alone = 'false';
    this.view.dataset.full = 'false';
    return [this.view];
  }

  #display(settings: DisplaySettings): void {
    const { view } = this;
    // In rem: larger where the browser's text is larger.
    view.style.setProperty('--captions-size', `${settings.sizePx / 16}rem`);
    view.dataset.size = String(settings.sizePx);
    view.dataset.contrast = settings.isHighContrast ? 'high' : 'usual';
    view.dataset.original = settings.original;
  }

  #full(isFull: boolean): void {
    this.#isFull = isFull;
    this.#alone();
    // The button that was pressed is not seen any more, or has moved.
    this.words.focus();
  }

  /** Captions alone: the status and the bar appear by a tap on the captions, or when the focus is there. */
  #alone(): void {
    this.view.dataset.full = String(this.#isFull);
    this.view.dataset.alone = String(this.#isFull || this.#turned.matches);
    this.view.dataset.bar = 'hidden';
  }

  #tap(target: EventTarget | null): void {
    if (target instanceof Element && target.closest('button, a')) return;
    // Somebody selects text.
    if (getSelection()?.isCollapsed === false) return;
    this.view.dataset.bar = this.view.dataset.bar === 'shown' ? 'hidden' : 'shown';
  }
}
