/** The choice of the source: microphone, sample talk, or a file. */
import { button, el, setText, show } from '../dom.ts';
import { MIC } from '../texts/mic.ts';
import { SPEAK } from '../texts/speak.ts';
import type { Device } from './mic/device-choice.ts';
import { DevicePicker } from './mic/device-picker.ts';
import { isSoundless, type MicTrouble } from './mic/mic-trouble.ts';
import type { PreparedSource } from './mic/prepared-source.ts';
import { TroubleView } from './mic/trouble-view.ts';
import { type SampleTalk, sampleTalk } from './sample-talk.ts';
import type { Source } from './source.ts';

/** Files that this project reads, whatever type the system gives them, and videos, whose sound browsers read. */
const ACCEPT = 'audio/*,video/mp4,video/webm,.wav,.wave,.w64,.rf64,.bwf';

export class SourceView {
  readonly view: HTMLElement;
  readonly #buttons: readonly HTMLButtonElement[];
  readonly #file = el('input', { type: 'file', accept: ACCEPT, hidden: true, 'aria-label': SPEAK.file });
  readonly #talk: HTMLButtonElement;
  readonly #reason = el('p', { class: 'problem', role: 'status', 'data-closed': '', hidden: true });
  readonly #now = el('p', { class: 'now', role: 'status', 'data-source': 'off' });
  readonly #picker: DevicePicker;
  readonly #trouble = new TroubleView();
  #isBusy = false;
  #text = '';
  /** The microphone in use. */
  #device: Device | undefined;
  #isSoundless = false;
  /** The button that was pressed. */
  #pressed: HTMLElement | undefined;

  /** @param first the microphone comes before the others. */
  constructor(first: boolean, onChosen: (source: Source) => void) {
    const { sources, microphone, file } = SPEAK;
    this.#talk = button('', () => onChosen({ kind: 'talk' }), { 'data-use': 'talk' });
    this.offer(sampleTalk(true));
    this.#buttons = [
      button(microphone, () => onChosen({ kind: 'microphone' }), {
        class: first ? 'primary' : '',
        'data-use': 'microphone',
      }),
      this.#talk,
      button(file, () => this.#file.click(), { 'data-use': 'file' }),
    ];
    this.#file.addEventListener('change', () => {
      const [chosen] = this.#file.files ?? [];
      this.#file.value = '';
      if (chosen) onChosen({ kind: 'file', file: chosen });
    });
    const row = el('div', { class: 'row', role: 'group', 'aria-label': sources }, ...this.#buttons, this.#file);
    this.#picker = new DevicePicker((device) => onChosen({ kind: 'microphone', device }));
    this.view = el(
      'div',
      { class: 'sources' },
      el('span', { class: 'label' }, sources),
      row,
      this.#reason,
      this.#now,
      this.#trouble.view,
      this.#picker.view,
    );
    this.#follow(undefined);
  }

  /** @param kind `off` when nothing is being sent. */
  set(kind: Source['kind'] | 'off', text: string): void {
    this.#now.dataset.source = kind;
    this.#text = text;
    this.#say();
    for (const each of this.#buttons) each.classList.toggle('active', each.dataset.use === kind);
    if (kind !== 'microphone') this.#follow(undefined);
  }

  /** The source that is being sent. */
  using({ kind, text, device }: PreparedSource): void {
    this.set(kind, text);
    this.#follow(device);
  }

  /** What is wrong with the microphone. Undefined: nothing. */
  trouble(trouble: MicTrouble | undefined): void {
    this.#trouble.set(trouble);
    this.#isSoundless = isSoundless(trouble);
    this.#say();
  }

  /** The sample talk that suits the server. */
  offer(sample: SampleTalk): void {
    setText(this.#talk, sample.offer);
  }

  /** The button that was pressed loses the focus when it is hidden or busy, and gets it back if nothing else has taken it. */
  busy(isBusy: boolean): void {
    this.#pressed = this.#buttons.find((each) => each === document.activeElement) ?? this.#pressed;
    this.#isBusy = isBusy;
    this.#enable();
    this.#picker.busy(isBusy);
    if (isBusy) return;
    if (document.activeElement === document.body) this.#pressed?.focus();
    // The list shows the microphone in use again, if another one was picked in vain.
    this.#picker.use(this.#device);
  }

  /** @param reason the reason, for people, why nobody can speak. Undefined: somebody can. */
  close(reason: string | undefined): void {
    setText(this.#reason, reason ?? '');
    show(this.#reason, reason !== undefined);
    this.#enable();
  }

  #follow(device: Device | undefined): void {
    this.#device = device;
    this.#picker.use(device);
    show(this.#picker.view, device !== undefined);
  }

  #say(): void {
    const isMicrophone = this.#now.dataset.source === 'microphone';
    setText(this.#now, isMicrophone && this.#isSoundless ? MIC.soundless : this.#text);
  }

  #enable(): void {
    for (const each of this.#buttons) each.disabled = this.#isBusy || !this.#reason.hidden;
  }
}
