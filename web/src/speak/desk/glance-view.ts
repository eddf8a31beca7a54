/** What a speaker sees from two metres: the status, the level, the time that is left, the listeners, the lag. Shows only. */
import type { Mood } from '../../chip.ts';
import { el, setText, show } from '../../dom.ts';
import { LevelMeter } from '../../level-meter.ts';
import { DESK, type Left } from '../../texts/desk.ts';
import { languageName } from '../../texts/names.ts';
import { SPEAK } from '../../texts/speak.ts';
import { type DeskStatus, MARKS } from './desk-status.ts';
import { leftIn, warningAt } from './time-left.ts';

const MOODS: Readonly<Record<DeskStatus, Mood>> = {
  ended: 'quiet',
  ending: 'busy',
  connecting: 'busy',
  offline: 'bad',
  reconnecting: 'bad',
  notGettingThrough: 'bad',
  notRecognised: 'bad',
  paused: 'busy',
  muted: 'busy',
  noVolume: 'busy',
  resuming: 'busy',
  unmuting: 'busy',
  noSource: 'busy',
  notStarted: 'quiet',
  silent: 'busy',
  onAir: 'good',
};

export class GlanceView {
  readonly level = new LevelMeter(SPEAK.level);
  readonly view: HTMLElement;
  readonly #status: HTMLElement;
  readonly #mark = el('span', { class: 'mark', 'aria-hidden': 'true' });
  readonly #name = el('strong', {});
  readonly #advice = el('span', { class: 'advice' });
  readonly #time = new Figure('time', DESK.timeLeft);
  readonly #listeners = new Figure('listeners', DESK.listeners(0));
  readonly #lag = new Figure('lag', '');

  constructor() {
    const text = el('span', { role: 'status' }, this.#name, ' ', this.#advice);
    this.#status = el('div', { class: 'on-air' }, this.#mark, text);
    this.view = el(
      'section',
      { class: 'glance', 'aria-label': DESK.label },
      this.#status,
      this.level.view,
      el('div', { class: 'figures' }, this.#time.view, this.#listeners.view, this.#lag.view),
    );
    this.status('connecting', false);
    this.time(undefined);
    this.listeners(0);
    this.lag(undefined, undefined);
  }

  /** @param isKept What is said now is kept until it can be sent. */
  status(status: DeskStatus, isKept: boolean): void {
    this.#status.dataset.status = status;
    this.#status.dataset.mood = MOODS[status];
    setText(this.#mark, MARKS[status]);
    setText(this.#name, DESK.status[status]);
    const kept = isKept ? DESK.kept[status] : undefined;
    setText(this.#advice, kept === undefined ? DESK.advice[status] : `${DESK.advice[status]} ${kept}`);
  }

  /** @param leftMs Undefined: not known. */
  time(leftMs: number | undefined): void {
    const left: Left | undefined = leftMs === undefined ? undefined : leftIn(leftMs);
    const warning = leftMs === undefined ? undefined : warningAt(leftMs);
    this.#time.set(left === undefined ? DESK.timeUnknown : DESK.time(left), DESK.timeLeft);
    this.#time.mood = warning === undefined ? 'quiet' : warning === 10 ? 'busy' : 'bad';
  }

  listeners(count: number): void {
    this.#listeners.set(String(count), DESK.listeners(count));
  }

  /** @param language Of the monitor; undefined: there is none, and nothing is shown. */
  lag(lagMs: number | undefined, language: string | undefined): void {
    show(this.#lag.view, language !== undefined);
    if (language === undefined) return;
    this.#lag.set(lagMs === undefined ? DESK.lagUnknown : DESK.lagMs(lagMs), DESK.lag(languageName(language)));
  }
}

/** A large number with what it counts below it. */
class Figure {
  readonly view: HTMLElement;
  readonly #value = el('strong', {});
  readonly #label: HTMLElement;

  constructor(name: string, label: string) {
    this.#label = el('span', { class: 'label' }, label);
    this.view = el('p', { class: 'figure', 'data-figure': name }, this.#value, ' ', this.#label);
  }

  set(value: string, label: string): void {
    setText(this.#value, value);
    setText(this.#label, label);
  }

  set mood(mood: Mood) {
    this.view.dataset.mood = mood;
  }
}
