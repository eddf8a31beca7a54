/** The page during a session. Shows only; the broadcast and its desk decide. */
import { ConnectionChip } from '../connection-chip.ts';
import { el, show } from '../dom.ts';
import { SPEAK } from '../texts/speak.ts';
import { WordsView } from '../words-view.ts';
import { AudienceView } from './audience-view.ts';
import { ControlsView, type ControlWishes } from './controls-view.ts';
import { GlanceView } from './desk/glance-view.ts';
import { MonitorView } from './desk/monitor-view.ts';
import { InviteView } from './invite-view.ts';
import { RecognitionChip } from './recognition-chip.ts';
import type { Source } from './source.ts';
import { SourceView } from './source-view.ts';

export interface LiveWishes extends ControlWishes {
  use(source: Source): void;
  /** Show this translation; undefined: none. */
  monitor(language: string | undefined): void;
}

export class LiveView {
  readonly view: HTMLElement;
  readonly glance = new GlanceView();
  readonly connection = new ConnectionChip();
  readonly recognition = new RecognitionChip();
  readonly words = new WordsView('own', SPEAK.words, SPEAK.noWords);
  readonly audience = new AudienceView();
  readonly invite = new InviteView();
  readonly controls: ControlsView;
  readonly source: SourceView;
  readonly monitor: MonitorView;

  readonly #keep = el('details', { class: 'card', hidden: true });

  constructor(wishes: LiveWishes) {
    this.controls = new ControlsView(wishes);
    this.source = new SourceView(false, (source) => wishes.use(source));
    this.monitor = new MonitorView((language) => wishes.monitor(language));
    const { words } = SPEAK;
    this.view = el(
      'div',
      { class: 'live desk' },
      this.glance.view,
      el(
        'div',
        { class: 'columns' },
        el(
          'div',
          { class: 'wide' },
          el('section', { class: 'card' }, this.controls.view, this.source.view),
          el(
            'div',
            { class: 'columns even' },
            el('section', { class: 'card' }, el('h2', {}, words), this.words.view),
            this.monitor.view,
          ),
          this.#keep,
        ),
        el(
          'div',
          { class: 'narrow' },
          this.invite.view,
          this.audience.view,
          el('div', { class: 'chips' }, this.connection.view, this.recognition.view),
        ),
      ),
    );
    this.#freeSpace();
  }

  /** After a click the focus leaves the button: otherwise the next space, which is to mute, would press it again. */
  #freeSpace(): void {
    const free = ({ detail, target }: MouseEvent) => {
      // A key's click has no detail: who uses the keyboard stays where they are.
      const isPointer = detail > 0 && target instanceof Element && target.closest('button') !== null;
      if (isPointer) this.view.closest<HTMLElement>('[data-step]')?.focus({ preventScroll: true });
    };
    // Before the button's own listener, which may move the focus to where it is needed.
    this.view.addEventListener('click', free, { capture: true });
  }

  /** An open dialog would keep the whole page waiting when the session's step is hidden. */
  closeDialogs(): void {
    for (const dialog of this.view.querySelectorAll<HTMLDialogElement>('dialog[open]')) dialog.close();
  }

  /** @param view What there is to copy and save. */
  keep(view: HTMLElement): void {
    const summary = el('summary', { 'data-control': 'keep' }, (t) => t.keep.title);
    this.#keep.replaceChildren(summary, view);
    show(this.#keep, true);
  }
}
