/** The page during a session. Shows only; the broadcast decides. */
import { ConnectionChip } from '../connection-chip.ts';
import { el } from '../dom.ts';
import { LevelMeter } from '../level-meter.ts';
import { TEXTS } from '../texts.ts';
import { WordsView } from '../words-view.ts';
import { AudienceView } from './audience-view.ts';
import { ControlsView, type ControlWishes } from './controls-view.ts';
import { InviteView } from './invite-view.ts';
import { RecognitionChip } from './recognition-chip.ts';
import { type Source, SourceView } from './source-view.ts';

export class LiveView {
  readonly view: HTMLElement;
  readonly connection = new ConnectionChip();
  readonly recognition = new RecognitionChip();
  readonly level = new LevelMeter(TEXTS.speak.level);
  readonly words = new WordsView('own', TEXTS.speak.words, TEXTS.speak.noWords);
  readonly audience = new AudienceView();
  readonly invite = new InviteView();
  readonly controls: ControlsView;
  readonly source: SourceView;

  constructor(wishes: ControlWishes & { use(source: Source): void }) {
    this.controls = new ControlsView(wishes);
    this.source = new SourceView(false, (source) => wishes.use(source));
    const { words } = TEXTS.speak;
    this.view = el(
      'div',
      { class: 'live' },
      el('div', { class: 'chips' }, this.connection.view, this.recognition.view),
      el(
        'div',
        { class: 'columns' },
        el(
          'div',
          { class: 'wide' },
          el('section', { class: 'card' }, this.source.view, this.level.view, this.controls.view),
          el('section', { class: 'card' }, el('h2', {}, words), this.words.view),
        ),
        el('div', { class: 'narrow' }, this.invite.view, this.audience.view),
      ),
    );
  }
}
