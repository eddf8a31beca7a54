/** Shows how long the session may still last, and warns of its end. */
import type { Notices } from '../../notices.ts';
import { DESK } from '../../texts/desk.ts';
import type { GlanceView } from './glance-view.ts';
import { leftIn, type Warning, warningAt } from './time-left.ts';

const TOPIC = 'timeLeft';
/** Then the notice would be wrong; the time on the desk goes on. */
const SHOWN_MS = 60_000;

export class EndWarning {
  readonly #view: GlanceView;
  readonly #notices: Notices;
  #warned: Warning | undefined;

  constructor(view: GlanceView, notices: Notices) {
    this.#view = view;
    this.#notices = notices;
  }

  /** @param leftMs Undefined: not known. */
  show(leftMs: number | undefined): void {
    this.#view.time(leftMs);
    const warning = leftMs === undefined ? undefined : warningAt(leftMs);
    if (leftMs === undefined || warning === undefined || warning === this.#warned) return;
    this.#warned = warning;
    const text = DESK.endsIn(leftIn(leftMs), new Date(Date.now() + leftMs), warning);
    this.#notices.say(TOPIC, text, warning === 1 ? 'problem' : 'warning', SHOWN_MS);
  }

  close(): void {
    this.#notices.clear(TOPIC);
  }
}
