/** Shows what is wrong with the microphone now, in one place. It is empty while nothing is wrong. */
import { button, el, setText, show } from '../../dom.ts';
import { MIC } from '../../texts/mic.ts';
import { isSoundless, type MicTrouble } from './mic-trouble.ts';

export class TroubleView {
  /** It exists from the start: screen readers do not announce a live region that is added with its text. */
  readonly view: HTMLElement;
  readonly #text = el('p', {});
  // The microphone's own care resumes the sound at any click. This is the one that people look for.
  readonly #resume = button(MIC.resume, () => {}, { 'data-control': 'resume-sound', hidden: true });

  constructor() {
    const text = el('div', { role: 'alert' }, this.#text);
    this.view = el('div', { class: 'mic-trouble', 'data-trouble': '', hidden: true }, text, this.#resume);
  }

  /** @param trouble undefined: nothing is wrong. */
  set(trouble: MicTrouble | undefined): void {
    this.view.dataset.trouble = trouble ?? '';
    this.view.dataset.mood = isSoundless(trouble) || trouble === 'speakingWhileMuted' ? 'bad' : 'busy';
    // Shown first: screen readers announce a change of what is there.
    show(this.view, trouble !== undefined);
    setText(this.#text, trouble === undefined ? '' : MIC.troubles[trouble]);
    show(this.#resume, trouble === 'suspended');
  }
}
