/** The choice of the source: microphone, sample talk, or a file. */
import { button, el, setText, show } from '../dom.ts';
import { TEXTS } from '../texts.ts';
import { type SampleTalk, sampleTalk } from './sample-talk.ts';

/** Files that this project reads, whatever type the system gives them, and videos, whose sound browsers read. */
const ACCEPT = 'audio/*,video/mp4,video/webm,.wav,.wave,.w64,.rf64,.bwf';

export type Source =
  | { readonly kind: 'microphone' }
  | { readonly kind: 'talk' }
  | { readonly kind: 'file'; readonly file: File };

export class SourceView {
  readonly view: HTMLElement;
  readonly #buttons: readonly HTMLButtonElement[];
  readonly #file = el('input', { type: 'file', accept: ACCEPT, hidden: true, 'aria-label': TEXTS.speak.file });
  readonly #talk: HTMLButtonElement;
  readonly #reason = el('p', { class: 'problem', role: 'status', 'data-closed': '', hidden: true });
  #isBusy = false;
  readonly #now = el('p', { class: 'now', role: 'status', 'data-source': 'off' });

  /** @param first the microphone comes before the others. */
  constructor(first: boolean, onChosen: (source: Source) => void) {
    const { sources, microphone, file } = TEXTS.speak;
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
    this.view = el('div', { class: 'sources' }, el('span', { class: 'label' }, sources), row, this.#reason, this.#now);
  }

  /** @param kind `off` when nothing is being sent. */
  set(kind: Source['kind'] | 'off', text: string): void {
    this.#now.dataset.source = kind;
    setText(this.#now, text);
    for (const each of this.#buttons) each.classList.toggle('active', each.dataset.use === kind);
  }

  /** The sample talk that suits the server. */
  offer(sample: SampleTalk): void {
    setText(this.#talk, sample.offer);
  }

  busy(isBusy: boolean): void {
    this.#isBusy = isBusy;
    this.#enable();
  }

  /** @param reason the reason, for people, why nobody can speak. Undefined: somebody can. */
  close(reason: string | undefined): void {
    setText(this.#reason, reason ?? '');
    show(this.#reason, reason !== undefined);
    this.#enable();
  }

  #enable(): void {
    for (const each of this.#buttons) each.disabled = this.#isBusy || !this.#reason.hidden;
  }
}
